// An act, its notice, an appeal and the second verdict, in Chromium against URL without scripts. SHOTS: a folder for pictures.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";

const base = process.env.URL, topic = process.env.TOPIC, shots = process.env.SHOTS;
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let failures = 0;
function check(what, passed, detail = "") {
	if (passed) return;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}
const text = (page) => page.locator("main").innerText();
const browser = await launch();
const person = async (handle) => {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
	const page = await context.newPage();
	await page.goto(base + "/-/sign-in?next=/");
	await page.fill("[name=handle]", handle);
	if (!(await page.locator("[name=password]").isVisible())) await page.locator("details:has([name=password]) summary").click();
	await page.fill("[name=password]", "correct-horse-battery");
	await follow(page.locator("main button.button").first());
	check(`${handle} is signed in`, page.url() === `${base}/`, `at ${page.url()}: ${await text(page)}`);
	return page;
};
// The same page as it is, in every width and scheme: no sideways scroll, axe has nothing to say.
const look = async (page, name) => {
	const url = page.url(), cookies = await page.context().cookies();
	for (const colorScheme of ["light", "dark"]) {
		for (const width of [320, 1280]) {
			const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
			await context.addCookies(cookies);
			const other = await context.newPage();
			await other.goto(url);
			const wide = await other.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			check(`${name} at ${width}: no sideways scroll`, wide <= 0, `${wide} px`);
			await other.evaluate(axe);
			const result = await other.evaluate(() => globalThis.axe.run());
			check(`${name} at ${width}, ${colorScheme}: axe`, result.violations.length === 0,
				result.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
			if (shots) await other.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
			await context.close();
		}
	}
};
const gardener = await person("gardener"), ada = await person("ada"), owl = await person("owl");
await gardener.goto(`${base}/-/act?path=${topic}/index.md`);
await look(gardener, "act");
const lock = gardener.locator("details", { has: gardener.locator("[name=act][value=lock]") });
await lock.locator("summary").click();
await lock.locator("[name=reason]").fill("It turns in circles.");
await follow(lock.locator("button"));
check("the topic says that it is locked", (await text(gardener)).includes("no more replies"));
await gardener.goto(`${base}/moderation/`);
check("the log has it", (await text(gardener)).includes("It turns in circles."));
await look(gardener, "log");

await ada.goto(`${base}/-/me`);
check("whom it concerns sees it", (await text(ada)).includes("It turns in circles."));
await look(ada, "me");
await follow(ada.locator("a[href*='/-/appeal?of=']").first());
await look(ada, "appeal");
await ada.fill("[name=text]", "I kept my temper.");
await follow(ada.locator("main .form button").first());
check("and has answered", (await text(ada)).includes("A moderator will look at it."));
const answer = ada.url();

await owl.goto(`${base}/-/appeals`);
check("another moderator reads it", (await text(owl)).includes("I kept my temper."));
await look(owl, "appeals");
await owl.fill("[name=answer]", "She did.");
await follow(owl.locator("button[value=reverse]").first());
check("and has decided", (await text(owl)).includes("No appeal waits."));
await ada.goto(answer);
check("the author sees what came of it", (await text(ada)).includes("She did."));
await look(ada, "answered");
await ada.goto(`${base}/-/report?path=${topic}/index.md`);
await look(ada, "report");
await ada.selectOption("[name=why]", "rude");
await follow(ada.locator("main .form button").first());
await owl.goto(`${base}/-/reports`);
check("a report reaches moderators", (await text(owl)).includes("A topic to act on"));
await look(owl, "reports");
await browser.close();
process.exit(failures ? 1 : 0);
