// Drives Chromium against URL; prints a line per check and exits 1 if one failed.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";

const base = process.env.URL;
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let failures = 0, passes = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}

async function audit(page, what) {
	const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	check(`${what}: no sideways scroll`, overflow <= 0, `${overflow} px too wide`);
	await page.evaluate(axe);
	const result = await page.evaluate(() => globalThis.axe.run());
	check(`${what}: axe`, result.violations.length === 0,
		result.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary.slice(0,200)}`).join("; "));
}

const browser = await launch();

const kinds = ["/", "/forums/", "/forums/help/", "/forums/help/2026/11/", "/forums/announcements/2026/11/welcome/",
	"/tutorials/", "/tutorials/getting-started/", "/tutorials/contributing/01-markdown/", "/resources/",
	"/resources/libgit2/", "/resources/kind/tool/", "/resources/tag/git/", "/resources/front-matter/", "/events/2026/a-site-in-one-sitting/", "/events/", "/events/2026/open-hour/", "/members/", "/members/fo/founders/",
	"/topics/", "/topics/top/", "/topics/top/2026/11/", "/forums/help/unanswered/", "/forums/ideas/votes/", "/feeds/",
	"/rules/", "/about/", "/404.html", "/-/sign-in", "/-/new?forum=help"];

// Every kind of page, narrow and wide, light and dark.
for (const scheme of ["light", "dark"]) {
	for (const width of [320, 1280]) {
		const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, bypassCSP: true });
		const page = await context.newPage();
		const problems = [];
		page.on("console", (m) => m.type() === "error" && problems.push(m.text()));
		page.on("request", (r) => { if (!r.url().startsWith(base)) problems.push("third party: " + r.url()); });
		for (const kind of kinds) {
			problems.length = 0;
			await page.goto(base + kind);
			check(`${kind} at ${width} px, ${scheme}: quiet console, no third party`, problems.filter((p) => !p.includes("404")).length === 0, problems.join("; "));
			await audit(page, `${kind} at ${width} px, ${scheme}`);
		}
		await context.close();
	}
}

// The loop, by clicking, without and with scripts.
for (const scripts of [false, true]) {
	const name = scripts ? "with scripts" : "without scripts";
	const visitor = await (await browser.newContext({ javaScriptEnabled: scripts, viewport: { width: 360, height: 800 } })).newPage();
	await visitor.goto(base + "/");
	await follow(visitor.locator("main a", { hasText: "Welcome to Stoa" }).first());
	check(`${name}: a topic opens`, (await visitor.locator("h1").innerText()).includes("Welcome to Stoa"));
	const words = `A line written ${name}`;
	await visitor.locator("textarea[name=body]").fill(words);
	await follow(visitor.locator("form[action$=preview] button[type=submit], form[action$=preview] button:not([type])").first());
	check(`${name}: the preview shows it`, (await visitor.locator("main").innerText()).includes(words));
	await follow(visitor.locator("form[action$=submit] button:not([name=again])").first());
	check(`${name}: the receipt says that it waits`, /waiting for review/i.test(await visitor.locator("main").innerText()));
	const receipt = visitor.url();

	const moderator = await (await browser.newContext({ javaScriptEnabled: scripts, viewport: { width: 360, height: 800 } })).newPage();
	await moderator.goto(base + "/-/sign-in");
	await moderator.locator("input[name=handle]").fill("gardener");
	await moderator.locator("input[name=password]").fill(process.env.PASSWORD);
	await follow(moderator.locator("form[action$=sign-in] button").first());
	await moderator.goto(base + "/-/queue");
	await follow(moderator.locator("main a[href*='/-/queue/2']").first());
	check(`${name}: the moderator reads it in its thread`, (await moderator.locator("main").innerText()).includes(words));
	await follow(moderator.locator("button[value=approve]").first());
	await follow(moderator.locator(".undo a"));
	check(`${name}: approving leads to the topic, which shows it`, (await moderator.locator("main").innerText()).includes(words));
	await visitor.goto(receipt);
	await follow(visitor.locator("main a[href*='/forums/announcements/']").first());
	check(`${name}: so does the receipt`, (await visitor.locator("main").innerText()).includes(words));
}

// The pages of one submission's life: a suggestion that is sent, rejected, mended; one that clashes.
async function visit(who, path) {
	await who.goto(base + path);
	return who;
}
async function suggest(who, from, to) {
	await visit(who, "/-/edit?path=pages/about.md");
	const body = who.locator("textarea[name=body]");
	await body.fill((await body.inputValue()).replace(from, to));
	await follow(who.locator("form[action$=preview] button").first());
}
const send = (who) => follow(who.locator("form[action$=submit] button:not([name=again])").first());
async function sign_in(who) {
	await visit(who, "/-/sign-in");
	await who.locator("input[name=handle]").fill("gardener");
	await who.locator("input[name=password]").fill(process.env.PASSWORD);
	await follow(who.locator("form[action$=sign-in] button").first());
}
for (const [scheme, width] of [["light", 320], ["dark", 1280]]) {
	const where = `at ${width} px, ${scheme}`;
	const options = { colorScheme: scheme, viewport: { width, height: 900 }, bypassCSP: true };
	const guest = await (await browser.newContext(options)).newPage();
	const moderator = await (await browser.newContext(options)).newPage();
	await sign_in(moderator);
	await audit(moderator, `empty queue ${where}`);
	await suggest(guest, /^/, "");
	await audit(guest, `form with a mistake ${where}`);
	const suggestions = [];
	for (const words of ["Rejected", "First", "Second"]) {
		await suggest(guest, /^/, `${words} ${width}. `);
		if (words === "Rejected") await audit(guest, `preview ${where}`);
		await send(guest);
		suggestions.push(guest.url());
	}
	await audit(guest, `receipt that waits ${where}`);
	await visit(moderator, "/-/queue");
	await audit(moderator, `queue ${where}`);
	const open = (i) => visit(moderator, `/-/queue/${/submission\/([^?]*)/.exec(suggestions[i])[1]}`);
	await open(0);
	await audit(moderator, `submission with a diff ${where}`);
	await moderator.locator("details.reject summary").click();
	await moderator.locator("textarea[name=reason]").fill("Not here.");
	await follow(moderator.locator("button[value=reject]"));
	await guest.goto(suggestions[0]);
	await audit(guest, `receipt of a rejection ${where}`);
	await open(1);
	await follow(moderator.locator("button[value=approve]"));
	await guest.goto(suggestions[1]);
	await audit(guest, `receipt of an approval ${where}`);
	await open(2);
	await follow(moderator.locator("button[value=approve]"));
	check(`a clash is shown ${where}`, (await moderator.locator("main").innerText()).includes("pages/about.md"));
	await audit(moderator, `clash ${where}`);
	await guest.goto(suggestions[2]);
	await follow(guest.locator("button[value=withdraw]"));
	await audit(guest, `receipt that was taken back ${where}`);
}
await browser.close();
console.log(`${passes} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
