// The moderators' queue at URL in Chromium. PART: morning (SCRIPTS on or off), look (LANGUAGE), wave (SENT: what was sent). SHOTS: a folder for pictures.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";

const { URL: base, PASSWORD: password, SHOTS: shots, PART: part, SENT: sent, LANGUAGE: language = "en" } = process.env;
const scripts = process.env.SCRIPTS !== "off";
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const topic = "forums/announcements/2026/11/welcome";
let failures = 0;
function check(what, passed, detail = "") {
	if (passed) return;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}
const browser = await launch();

// ---- people ----

const visitor = (options) => browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: scripts, ...options });
async function person(handle, options) {
	const page = await (await visitor(options)).newPage();
	await page.goto(base + "/-/sign-in?next=/-/queue");
	await page.fill("[name=handle]", handle);
	if (!(await page.locator("[name=password]").isVisible())) await page.locator("details:has([name=password]) summary").click();
	await page.fill("[name=password]", password);
	await follow(page.locator("main button.button").first());
	return page;
}
const main = (page) => page.locator("main").innerText();
const ids = (page) => page.locator("main .row-title").evaluateAll((links) => links.map((link) => /\/-\/queue\/([^?]*)/.exec(link.href)?.[1]));
const hidden = (page, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.slice(page.indexOf("<main")))?.[1];
// A connection that was kept may end just when it is used again: every question here can be asked twice.
async function ask(question) {
	for (;;)
		try {
			return await question();
		} catch (error) {
			if (!/hang up|ECONNRESET/.test(error.message)) throw error;
		}
}
const read = async (who, path) => (await ask(() => who.request.get(base + path))).text();
// What somebody sends, by the forms: preview, then submit. The submission's id.
async function send(context, fields) {
	const headers = { Origin: base };
	const form = { website: "", name: "Vera", ...fields };
	const preview = await (await ask(() => context.request.post(`${base}/-/preview`, { form, headers }))).text();
	const answer = await ask(() => context.request.post(`${base}/-/submit`, { form: { ...form, token: hidden(preview, "token") }, headers, maxRedirects: 0 }));
	const id = /\/submission\/([^?]*)/.exec(answer.headers().location)?.[1];
	if (!id) throw new Error(`not sent: ${answer.status()}: ${JSON.stringify(fields)}`);
	return id;
}
const reply = (context, body) => send(context, { kind: "reply", path: `${topic}/index.md`, body });
const pills = (i) => `Cheap pills of the best quality, delivered to your door within ${i + 2} days, order number ${i * 7} now at https://pills.example/${i}`;

// ---- a morning ----

async function grouped(page) {
	await page.goto(`${base}/-/queue`);
	check("floods stand in a box of their own", (await page.locator(".flood").innerText()).includes("6 of what waits"));
	const last = await page.locator("ol.queue > .row").last().innerText();
	check("likely spam comes last", last.includes("Likely spam"), last);
	for (const way of ["By sender", "By network", "By topic"]) {
		await follow(page.locator(".tabs a", { hasText: way }));
		check(`${way} is where one stands`, (await page.locator(".tabs [aria-current]").innerText()) === way);
		check(`${way} there are rows`, (await page.locator("ol.queue > .row").count()) > 0);
	}
	check("by topic those of one topic are one row", /\d+ submissions/.test((await page.locator(".row-title").allInnerTexts()).join()));
}

async function choose(page, name, value) {
	await page.goto(`${base}/-/queue`);
	await page.locator(".queue-filter summary").click();
	if (value === undefined) await page.fill("[name=text]", name);
	else await page.selectOption(`[name=${name}]`, value);
	await follow(page.locator(".queue-filter button"));
	return ids(page);
}
async function filtered(page, were) {
	const edits = await choose(page, "kind", "edit");
	check("the filter leaves the edit", edits.length === 1 && edits[0] === were.edit, edits);
	check("and counts", /1 of them chosen/.test(await main(page)));
	check("a word finds", (await choose(page, "marigolds")).join() === were.marigold);
	check("a forum holds its own", (await choose(page, "forum", "help")).at(-1) === were.topic);
	check("what is likely no spam is not the flood", !(await choose(page, "chance", "unlikely")).includes(were.flood[0]));
	await choose(page, "nothing has these words");
	check("and says when there is nothing", (await main(page)).includes("Nothing like that waits."));
}

async function looked_at(page, were) {
	await page.goto(`${base}/-/queue/${were.marigold}`);
	const text = await main(page);
	check("an item is shown as it will be", /As it will be published[\s\S]*marigolds/.test(text));
	check("with its thread above", text.indexOf("The thread above") < text.indexOf("marigolds") && text.includes("The thread above"));
	check("its score and its reasons in words", /Spam: \d+ of 100\n.*[a-z] \([+-]\d+\)/.test(text), text.slice(-700));
	check("and what is known of its sender", /Member for|Joined today/.test(text) && text.includes("Who sent it"));
	check("markdown is published as markdown", (await page.locator(".sheet strong", { hasText: "marigolds" }).count()) === 1);
	await page.goto(`${base}/-/queue/${were.edit}`);
	check("an edit shows what changes", (await page.locator(".diff ins, .diff .add").first().innerText()).includes("gardeners"));
	check("and why its author thinks so", (await main(page)).includes("A word was missing"));
	await page.goto(`${base}/-/queue/${were.flood[0]}`);
	check("a flood's reasons are said", /Spam: \d+ of 100.*\n.*[a-z] \([+-]\d+\)/.test(await main(page)), (await main(page)).slice(-700));
	check("and leads to the rest of it", (await page.locator(".sender a").count()) > 0);
}

async function decided(page, were) {
	const open = (id) => page.goto(`${base}/-/queue/${id}`);
	await open(were.marigold);
	await follow(page.locator("button[value=approve]").first());
	check("a verdict leads on with a bar", (await page.locator(".undo").innerText()).startsWith("Approved:"), page.url());
	const place = await page.locator(".undo a").getAttribute("href");
	check("it is public", (await read(page, place)).includes("marigolds"));
	await follow(page.locator(".undo button"));
	check("undone, it waits again", page.url().includes(were.marigold) && (await page.locator("button[value=approve]").count()) === 1);
	check("and is public no more", !(await read(page, place)).includes("marigolds"));

	await page.locator("details:has(textarea[name=body]) summary").click();
	const body = page.locator("textarea[name=body]");
	await body.fill((await body.inputValue()).replace("marigolds", "nasturtiums"));
	await follow(page.locator("button[value=edit]").first());
	check("the edited text is published", (await read(page, place)).includes("nasturtiums"));

	await open(were.rude);
	await page.locator("details.reject summary").click();
	await page.selectOption("[name=answer]", "Please write in English here.");
	await page.fill("[name=reason]", "And kindly.");
	await page.selectOption("[name=rule]", { index: 1 });
	await follow(page.locator("button[value=reject]").first());
	await open(were.rude);
	const verdict = await main(page);
	check("a rejection has reason and rule", verdict.includes("This was rejected.") && verdict.includes("And kindly.") && verdict.includes("Please write in English"), verdict);
	await open(were.banned);
	await follow(page.locator("button[value=ban]").first());
	check("a ban is spam with an end", (await page.locator(".undo").innerText()).startsWith("Rejected as spam"));
	await open(were.edit);
	await follow(page.locator("button[value=approve]").first());
	check("an edit is public too", (await read(page, "/about/")).includes(`gardeners ${scripts ? "on" : "off"}`));
}

async function together(page, were) {
	await page.goto(`${base}/-/queue`);
	const row = page.locator("ol.queue > .row", { hasText: "6 submissions" });
	await follow(row.locator("a.danger", { hasText: "Spam" }));
	const boxes = page.locator("[name=id]");
	check("one confirmation lists all", (await boxes.count()) === 6 && (await page.locator("[name=id]:checked").count()) === 6);
	await page.locator(`[name=id][value="${were.flood[5]}"]`).uncheck();
	await follow(page.locator("button[value=spam]").first());
	check("those that were ticked are done", (await page.locator(".undo").first().innerText()).startsWith("5 rejected as spam."));
	await follow(page.locator(".undo button"));
	check("and wait again when undone", (await page.locator(".undo").first().innerText()).startsWith("5 wait again."));
	await page.goto(`${base}/-/queue?chance=flood&act=reject`);
	await page.locator("button[value=reject]").first().evaluate((button) => button.form.noValidate = true).catch(() => {});
	await page.fill("[name=reason]", "Not here.");
	await follow(page.locator("button[value=reject]").first());
	check("a rejection of many", (await page.locator(".undo").first().innerText()).startsWith("6 rejected."));
}

async function clash(page, other, were) {
	await page.goto(`${base}/-/queue/${were.both}`);
	await other.goto(`${base}/-/queue/${were.both}`);
	check("the second sees who looks", (await main(other)).includes("gardener is looking at this"));
	await other.goto(`${base}/-/queue`);
	check("in the list too", (await main(other)).includes("gardener is looking at this"));
	await other.goto(`${base}/-/queue/${were.both}`);
	await follow(page.locator("button[value=approve]").first());
	await follow(other.locator("button[value=spam]").first());
	const text = await main(other);
	check("a late verdict is refused with what happened", text.includes("This was approved.") && text.includes("gardener,"), text.slice(0, 400));
}

async function by_keyboard(page, were) {
	await page.goto(`${base}/-/queue`);
	await page.keyboard.press("j");
	check("j goes to the first row", await page.evaluate(() => document.activeElement.className === "row-title"));
	await page.goto(`${base}/-/queue/${were.keys[0]}`);
	check("the keys are told", await page.locator("[data-keys]").isVisible());
	await page.keyboard.press("r");
	check("r opens the reason", await page.evaluate(() => document.activeElement.name === "reason" || document.activeElement.name === "answer"));
	await page.keyboard.press("Tab");
	await page.goto(`${base}/-/queue/${were.keys[0]}`);
	await page.keyboard.press("e");
	check("e opens the text", await page.evaluate(() => document.activeElement.name === "body"));
	await page.keyboard.type("a");
	check("and a letter there is a letter", page.url().includes(were.keys[0]));
	await page.goto(`${base}/-/queue/${were.keys[0]}`);
	const go = (key) => follow(page.locator("body"), key);
	await go("j");
	check("j goes on", !page.url().includes(were.keys[0]));
	await go("k");
	check("k goes back", page.url().includes(were.keys[0]));
	await go("s");
	check("s is spam", (await page.locator(".undo").innerText()).startsWith("Rejected as spam"));
	await go("u");
	check("u takes it back", page.url().includes(were.keys[0]) && (await page.locator("button[value=approve]").count()) === 1);
	await go("a");
	check("a approves", (await page.locator(".undo").innerText()).startsWith("Approved:"));
}

async function morning() {
	const guest = await visitor(), gardener = await person("gardener"), ivy = await person("ivy");
	const ada = (await person("ada")).context(), troll = (await person(scripts ? "bert" : "cato")).context();
	const mark = scripts ? "on" : "off", were = { flood: [], keys: [] };
	were.marigold = await reply(ada, `How do I grow **marigolds** with scripts ${mark}?`);
	were.topic = await send(guest, { kind: "topic", forum: "help", title: `A question ${mark}`, body: scripts ? "Which soil does a fern like best, and how often does it want water?" : "Where would a rose climb, if it could choose its wall?" });
	were.rude = await reply(guest, `Du Banause ${mark}, das ist doch alles Unsinn.`);
	were.banned = await reply(troll, `WINNING NUMBERS ${mark} https://a.example https://b.example https://c.example`);
	were.both = await reply(guest, `Two of you will read this at once, ${mark}.`);
	were.keys.push(await reply(guest, `Written to be judged by a keyboard ${mark}, with ten fingers.`));
	const form = await read(guest, "/-/edit?path=pages/about.md");
	const old = /<textarea[^>]*name="body"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(form)[1].replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
	were.edit = await send(guest, { kind: "edit", path: "pages/about.md", base: hidden(form, "base") || "", title: /name="title"[^>]*value="([^"]*)"/.exec(form)?.[1] || "About",
		body: `For gardeners ${mark}.\n\n${old}`, note: "A word was missing." });
	for (let i = 0; i < 6; i++) were.flood.push(await reply(guest, pills(i)));
	were.keys.push(await reply(guest, `Whoever comes after the others ${mark} is where the next key leads.`));
	were.keys.sort(); // Two of one second stand in the order of their ids.
	await grouped(gardener);
	await filtered(gardener, were);
	await looked_at(gardener, were);
	await decided(gardener, were);
	await together(gardener, were);
	await clash(gardener, ivy, were);
	if (scripts) await by_keyboard(gardener, were);
}

// ---- looks ----

const open_page = async (cookies, options, path) => {
	const context = await visitor({ bypassCSP: true, javaScriptEnabled: true, ...options });
	await context.addCookies(cookies);
	const page = await context.newPage();
	const noise = [];
	page.on("console", (message) => message.type() === "error" && noise.push(message.text()));
	page.on("request", (request) => request.url().startsWith(base) || noise.push(request.url()));
	const answer = await page.goto(base + path);
	return { page, noise, status: answer.status() };
};
// From right to left every width and every scheme has been seen once, and that is enough.
const frames = [[320, "light"], [1280, "dark"], ...(language === "en" ? [[320, "dark"], [1280, "light"]] : [])];
async function look(cookies, name, path) {
	for (const [width, colorScheme] of frames) {
		const where = `${name} at ${width}, ${colorScheme}, ${language}`;
		const { page, noise, status } = await open_page(cookies, { colorScheme, viewport: { width, height: 800 } }, path);
		check(`${where}: is there`, status === 200 && noise.length === 0, `${status} ${noise}`);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		check(`${where}: no sideways scroll`, wide <= 0, `${wide} px`);
		check(`${where}: its direction`, (await page.evaluate(() => document.documentElement.dir || "ltr")) === (language === "ar" ? "rtl" : "ltr"));
		await page.evaluate(axe);
		const result = await page.evaluate(() => globalThis.axe.run());
		check(`${where}: axe`, result.violations.length === 0, result.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
		if (shots) await page.screenshot({ path: `${shots}/${name}-${language}-${width}-${colorScheme}.png`, fullPage: true });
		await page.context().close();
	}
}
async function looks() {
	const guest = await visitor(), gardener = await person("gardener");
	const one = await reply(guest, `A word about ${language}, with \`code that does not break anywhere because it has no blanks in it at all\` and a [link](https://long.example/${"x".repeat(90)}).`);
	const flood = [];
	for (let i = 0; i < 6; i++) flood.push(await reply(guest, pills(i)));
	const form = await read(guest, "/-/edit?path=rules.md");
	const edit = await send(guest, { kind: "edit", path: "rules.md", base: hidden(form, "base") || "", title: /name="title"[^>]*value="([^"]*)"/.exec(form)?.[1] || "Rules",
		body: "Be kind.\n\nBe brief.\n", note: "Shorter." });
	const cookies = await gardener.context().cookies();
	for (const by of ["", "sender", "network", "topic"]) await look(cookies, `queue-${by || "likeness"}`, `/-/queue?by=${by}`);
	await look(cookies, "queue-chosen", "/-/queue?kind=reply&chance=flood");
	await look(cookies, "queue-nothing", "/-/queue?text=nothinghasthesewords");
	await look(cookies, "queue-group", `/-/queue?like=${flood[0]}`);
	await look(cookies, "queue-item", `/-/queue/${one}`);
	await look(cookies, "queue-edit", `/-/queue/${edit}`);
	await look(cookies, "queue-spam", `/-/queue?chance=flood&act=spam`);
	await look(cookies, "queue-reject", `/-/queue?chance=flood&act=reject`);
	await gardener.goto(`${base}/-/queue?chance=flood&act=spam`);
	await follow(gardener.locator("button[value=spam]").first());
	await look(cookies, "queue-done", gardener.url().slice(base.length));
	await gardener.goto(`${base}/-/queue/${one}`);
	await follow(gardener.locator("button[value=spam]").first());
	await gardener.goto(`${base}/-/queue/${edit}`);
	await follow(gardener.locator("button[value=spam]").first());
}

// ---- the wave ----

async function wave() {
	const truth = new Map(readFileSync(sent, "utf8").trim().split("\n").map((line) => line.split(" ")));
	const page = await person("gardener", { javaScriptEnabled: false });
	let clicks = 0;
	const begun = Date.now();
	const click = (target) => { clicks++; return follow(target); };
	const weigh = async (name, path) => {
		const from = performance.now(), answer = await ask(() => page.request.get(base + path)), body = await answer.body();
		console.log(`${name}: ${Math.round(performance.now() - from)} ms, ${Math.round(body.length / 1024)} KiB`);
		return answer.status();
	};
	check("the queue opens", (await weigh("the queue, first look", "/-/queue")) === 200);
	await weigh("the queue, second look", "/-/queue");
	await weigh("one submission", `/-/queue/${truth.keys().next().value}`);
	await weigh("the confirmation of all floods", "/-/queue?chance=flood&act=spam");
	const started = Date.now();
	await page.goto(`${base}/-/queue`);
	await click(page.locator(".flood a.danger"));
	await click(page.locator("button[value=spam]").first());
	while (await page.locator("button[name=more]").count()) await click(page.locator("button[name=more]"));
	console.log(`the floods: ${clicks} taps, ${Date.now() - started} ms`);
	await page.locator(".queue-filter summary").click();
	clicks += 2; // that, and the choice
	await page.selectOption("[name=chance]", "unlikely");
	await click(page.locator(".queue-filter button"));
	await click(page.locator(".bulk a", { hasText: "Approve" }));
	await click(page.locator("button[value=approve]").first());
	while (await page.locator("button[name=more]").count()) await click(page.locator("button[name=more]"));
	await page.goto(`${base}/-/queue`);
	clicks++;
	let singles = 0;
	// What is left looks like spam: each is read, and each verdict leads to the next.
	while (await page.locator(".row-title").count()) {
		const one = page.locator(".row-title").first(), href = await one.getAttribute("href");
		if (/queue\?/.test(href)) { // a group
			await click(one);
			continue;
		}
		await click(one);
		while (await page.locator("button[value=approve]").count()) {
			const id = /\/-\/queue\/([^?]*)/.exec(page.url())[1];
			await click(page.locator(`button[value=${truth.get(id) === "real" ? "approve" : "spam"}]`));
			singles++;
		}
	}
	check("nothing waits", (await main(page)).includes("Nothing waits"), (await main(page)).slice(0, 200));
	console.log(`all of it: ${clicks} taps, ${singles} read one by one, ${Date.now() - begun} ms with the weighing`);
}

await { morning, look: looks, wave }[part]();
await browser.close();
process.exit(failures ? 1 : 0);
