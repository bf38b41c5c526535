// One person's way through the site in Chromium against URL, from an invitation to the end. Each step asserts what
// they see. SCRIPTS=on or off; the letters come into the maildir INBOX. A line per failed check.
import { follow, launch } from "./chromium.mjs";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";

const { URL: base, PASSWORD: password, INBOX: inbox, FILES: files, STOA_SHOTS: shots, SERVER: server } = process.env;
const scripts = process.env.SCRIPTS === "on";
const topic = base + "/forums/announcements/2026/11/welcome/";
const who = scripts ? { handle: "fern", name: "Fern Vale" } : { handle: "moss", name: "Moss Hill" };
const address = `${who.handle}@example.org`;
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let failures = 0, passes = 0, pictures = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: scripts ${scripts ? "on" : "off"}: ${what} ${detail}`);
}

const browser = await launch();
const visitor = async (options) => {
	const context = await browser.newContext({ viewport: { width: 360, height: 780 }, javaScriptEnabled: scripts, bypassCSP: true, ...options });
	const page = await context.newPage();
	return page;
};
// What a page says, by its name in the story: headings and sentences, no sideways scrolling, no rule of axe broken.
async function sees(page, step, ...sentences) {
	await page.waitForLoadState(scripts ? "networkidle" : "load");
	const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
	for (const sentence of sentences)
		check(`${step}: sees “${sentence}”`, text.includes(sentence), `at ${page.url()}: ${text.slice(0, 500)}`);
	check(`${step}: one heading`, await page.locator("main h1").count() === 1);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
	check(`${step}: no sideways scroll`, wide <= 0, `${wide} px`);
	if (scripts) {
		await page.evaluate(axe);
		const { violations } = await page.evaluate(() => globalThis.axe.run());
		check(`${step}: axe`, !violations.length, violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
	}
	if (shots) {
		const name = `${String(++pictures).padStart(2, "0")}-${step.replace(/[^a-z0-9]+/gi, "-")}`;
		await page.screenshot({ path: join(shots, `${server}-${scripts ? "on" : "off"}-${name}.png`), fullPage: true });
	}
}
// What was approved is there when stoa watch has built it.
async function until(what, test) {
	for (let i = 0; i < 1200; i++) {
		if (await test()) return void passes++;
		await new Promise((go) => setTimeout(go, 100));
	}
	check(what, false);
}
const until_shown = (page, url, words) => until(`${words} is in ${url}`, async () => {
	await page.goto(url);
	return (await page.locator("main").innerText()).includes(words);
});

// The letter to ADDRESS whose subject begins so, as its reader sees it; it is thrown away. Two minutes at most, as all waiting here.
const tool = (file, ...what) => execFileSync("/usr/bin/python3", ["tests/e2e/read_letter.py", file, ...what]).toString().trim();
async function letter(to, subject) {
	for (let i = 0; i < 1200; i++) {
		for (const name of readdirSync(join(inbox, "new"))) {
			const file = join(inbox, "new", name);
			if (!tool(file, "print=To").includes(to) || !tool(file, "print=Subject").startsWith(subject)) continue;
			const got = { text: tool(file, "print=text"), stop: tool(file, "print=List-Unsubscribe"), click: tool(file, "print=List-Unsubscribe-Post") };
			unlinkSync(file);
			return got;
		}
		await new Promise((go) => setTimeout(go, 100));
	}
	throw new Error(`no letter to ${to} with the subject “${subject}”`);
}
const link_in = (text, path) => new RegExp(`${base}${path}\\S*`).exec(text)[0];

async function enter(page, handle) {
	await page.goto(base + "/-/sign-in?next=/-/me");
	if (!(await page.locator("main [name=password]").isVisible())) await page.locator("main summary").click();
	await page.locator("main [name=handle]").last().fill(handle);
	await page.locator("main [name=password]").fill(password);
	await follow(page.locator("main [name=password]"), "Enter");
}
// The first entry of the queue that names WORDS: opened, approved.
async function approve(page, step, words) {
	await page.goto(base + "/-/queue");
	await follow(page.locator("main a[href*='/-/queue/2']", { hasText: words }).first());
	await sees(page, step, "As it will be published", "Approve");
	await follow(page.locator("main button[value=approve]").first());
}

// A moderator makes an invitation.
const mod = await visitor();
await enter(mod, "gardener");
await mod.goto(base + "/-/invite");
await mod.getByLabel("Note").fill("Autumn fair");
await follow(mod.getByRole("button", { name: "Make a link" }));
await sees(mod, "invitation", "Invite people", "The link is ready.", "Your link", "Autumn fair");
const invitation = await mod.getByLabel("Your link").inputValue();
check("an invitation is a link to this site", invitation.startsWith(`${base}/-/join?i=`), invitation);

// Somebody joins by it.
const me = await visitor();
await me.goto(base + "/-/join");
await sees(me, "uninvited", "Joining works by invitation here.");
await me.goto(invitation);
await sees(me, "join", "Gardener invited you.", "Never public.");
await me.getByLabel("Handle").fill("g");
await me.getByLabel("Mail address").fill(address);
await me.getByRole("checkbox").check();
await follow(me.getByRole("button", { name: "Send me the link" }));
await sees(me, "join mistake", "A handle has 2 to 32 of the letters");
check("what was typed is kept", await me.getByLabel("Mail address").inputValue() === address && await me.getByRole("checkbox").isChecked());
await me.getByLabel("Handle", { exact: true }).fill(who.handle);
await me.getByLabel("Name", { exact: true }).fill(who.name);
await follow(me.getByRole("button", { name: "Send me the link" }));
await sees(me, "joined", "Look into your mailbox", "We have sent a letter");
const confirm = await letter(address, "Finish joining");
check("the letter says what to do", confirm.text.includes("press the button to finish") && confirm.text.includes("If it was not you, do nothing"));
await me.goto(link_in(confirm.text, "/-/join/confirm"));
await sees(me, "confirm", "Nearly there", who.name, address);
await follow(me.getByRole("button", { name: "Join now" }));
await sees(me, "welcome", `Welcome, ${who.name}`, "You are a member now.");

// A first post.
const words = `The first words of ${who.name}.`;
await me.goto(topic);
check("the header leads to their own page", !scripts || await me.locator(".site-tools a[href$='/-/me']", { hasText: who.handle }).isVisible());
await me.locator("#_body").fill(words);
if (scripts) await me.locator("#_files").setInputFiles(`${files}/garden.png`);
await follow(me.locator("#_reply button.button"));
await sees(me, "preview", "Preview", "Nothing has been sent yet.", words, "A moderator will look at it before it appears.");
if (scripts) check("with its picture", await me.locator(".sheet .prose img").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
await follow(me.getByRole("button", { name: "Send" }));
await sees(me, "held", "Waiting for review.", "only you and the moderators can see it", words, "Take it back");
const receipt = me.url();
await me.goto(topic);
check("it is not public yet", !(await me.locator("main").innerText()).includes(words));

// A moderator approves it.
await mod.goto(base + "/-/queue");
await sees(mod, "queue", "Queue", who.name);
await approve(mod, "submission", "Welcome to Stoa");
await until_shown(me, topic, words);
await me.goto(receipt);
await sees(me, "published", "Published.", "See it in its place");
const verdict = await letter(address, "Published:");
check("a letter tells of it", verdict.text.includes("it is published"));
await follow(me.getByRole("link", { name: "See it in its place" }));
await sees(me, "topic", words);
if (scripts) {
	const picture = me.locator("article img[src*=garden]");
	check("the picture is public", await picture.evaluate((image) => { image.scrollIntoView(); return image.decode().then(() => image.naturalWidth > 0); }));
}

// Somebody answers; a letter tells of it, and one click ends those letters.
const ada = await visitor();
await enter(ada, "ada");
await ada.goto(topic);
await ada.locator("#_body").fill(`An answer to ${who.name}.`);
await follow(ada.locator("#_reply button.button"));
await follow(ada.getByRole("button", { name: "Send" }));
await approve(mod, "answer", "Welcome to Stoa");
const told = await letter(address, "Re: Welcome to Stoa");
check("the letter has the answer and says why it came", told.text.includes("An answer to") && told.text.includes("You get this letter because"), told.text);
check("it can be ended by one click (RFC 8058)", told.click === "List-Unsubscribe=One-Click" && /<http/.test(told.stop), told.stop);
const stop = /<(http[^>]*)>/.exec(told.stop)[1];
await me.goto(stop);
await sees(me, "unsubscribe", "No more letters?", "No more letters about new posts in");
const once = await fetch(stop, { method: "POST", body: "List-Unsubscribe=One-Click", redirect: "manual",
	headers: { "Content-Type": "application/x-www-form-urlencoded" } });
check("a mailer's click is taken", once.status === 200, `${once.status}`);
await me.goto(base + "/-/follow?what=topic:forums/announcements/2026/11/welcome");
await sees(me, "unfollowed", "You are not told of new posts in this topic.");

// Their own post is changed; everybody can see what was.
await me.goto(topic);
const mine = me.locator("article", { hasText: words }).last();
await follow(mine.locator("a[href*='/-/edit?']"));
await sees(me, "edit", "Edit a post", "Preview");
const source = await me.locator("main textarea[name=body]").inputValue();
await me.locator("main textarea[name=body]").fill(source.replace(words, words.replace("first", "second")));
await follow(me.locator("main form button.button").first());
await sees(me, "edit preview", words.replace("first", "second"));
await follow(me.getByRole("button", { name: "Send" }));
await sees(me, "edit held", "Waiting for review.");
await approve(mod, "edit with diff", "Welcome to Stoa");
await until_shown(me, topic, words.replace("first", "second"));
const changed = me.locator("article", { hasText: words.replace("first", "second") }).last();
await follow(changed.getByRole("link", { name: "edited" }));
await sees(me, "history", "Earlier versions", "What changed in this reply");
check("the old and the new words stand side by side",
	(await me.locator("del", { hasText: "first" }).count()) > 0 && (await me.locator("ins", { hasText: "second" }).count()) > 0);

// A reaction, and following again.
await me.goto(topic);
await follow(me.locator(".opening .react").first());
await follow(me.getByRole("button", { name: "Thank you" }).first());
await sees(me, "reacted");
await me.goto(base + "/-/follow?what=forum:help");
await follow(me.getByRole("button", { name: "Follow", exact: true }));
await sees(me, "follow", "You follow this forum");
await me.goto(base + "/-/me/letters");
await sees(me, "letters", "Letters", address, "Help");
await me.goto(base + "/-/me");
await sees(me, "me", "What you sent", who.handle, "published");
const tabs = await me.locator("main .tabs a").all(), width = me.viewportSize().width;
const boxes = await Promise.all(tabs.map((tab) => tab.boundingBox()));
check("every one of their pages can be seen and touched", boxes.length >= 5 && boxes.every((b) => b.x >= 0 && b.x + b.width <= width && b.height >= 36),
	JSON.stringify(boxes));

// Out everywhere, and in again by a mailed code.
await me.goto(base + "/-/me/sessions");
await sees(me, "sessions", "Where you are signed in", "this one");
await follow(me.getByRole("button", { name: "Sign out everywhere" }));
await sees(me, "signed out", "You are signed out everywhere");
await me.goto(base + "/-/me");
await sees(me, "sign in", "Sign in");
await me.locator("main [name=handle]").first().fill(address);
await follow(me.getByRole("button", { name: "Mail me a link" }));
await sees(me, "code", "Look into your mail", "Code from the letter");
const code = /^\s*([A-Z0-9]{3,5}[- ]?[A-Z0-9]{3,5})\s*$/m.exec((await letter(address, "Sign in to")).text);
check("the letter has a code", code);
await me.getByLabel("Code from the letter").fill(code[1]);
await follow(me.getByRole("button", { name: "Sign in" }).last());
await me.goto(base + "/-/me");
await sees(me, "back again", "What you sent");

// And leaves, by a way that keeps what others answered to.
await me.goto(base + "/-/me/data");
await sees(me, "data", "Your data", "Take it along", "Leave", "What cannot be taken back");
await me.getByLabel("Keep it without my name").check();
await me.getByLabel("To be sure, type your handle").fill("somebody");
await follow(me.getByRole("button", { name: "Leave for good" }));
await sees(me, "leave mistake", "That is not your handle.");
check("the choice is kept", await me.getByLabel("Keep it without my name").isChecked());
await me.getByLabel("To be sure, type your handle").fill(who.handle);
await follow(me.getByRole("button", { name: "Leave for good" }));
await sees(me, "farewell", "Farewell");
await until_shown(me, topic, "Former member");
check("the words stay, the name does not", (await me.locator("main").innerText()).includes("The second words of") &&
	!(await me.locator(".post-who", { hasText: who.name }).count()));
await me.goto(base + "/-/me");
await sees(me, "gone", "Sign in");

await browser.close();
console.log(`${passes} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
