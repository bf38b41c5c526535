// The theme's script in Chromium against URL: what it adds, and that it moves nothing. A line per check.
import { follow, launch } from "./chromium.mjs";
import { createServer } from "node:http";

const base = process.env.URL;
const topic = base + "/forums/announcements/2026/11/welcome/";
let failures = 0, passes = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}

const browser = await launch();
const context = await browser.newContext({ colorScheme: "light", viewport: { width: 360, height: 800 }, timezoneId: "Asia/Tokyo" });
const page = await context.newPage();
const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const bright = async () => Number((await ground()).match(/\d+/)[0]) > 128;

// Light and dark.
await page.goto(topic);
const button = page.locator("[data-scheme-switch]");
check("starts as the system wishes", await bright());
await button.click();
check("the switch darkens", !(await bright()) && (await button.getAttribute("aria-pressed")) === "true");
await page.goto(base + "/");
check("the choice is remembered on another page", !(await bright()));
await page.emulateMedia({ colorScheme: "dark" });
await button.click();
check("and can be taken back in a dark system", await bright());

// Times.
await page.goto(base + "/events/2026/a-site-in-one-sitting/");
const yours = await page.locator(".facts [data-yours]").innerText();
check("an event is told by the reader's clocks", /21.*03:00.*(GMT\+9|JST)/.test(yours), yours);
check("beside those of its place", /20 Nov 2026, 19:00 – 20:30 Europe\/Berlin/.test(await page.locator(".facts dd").first().innerText()));

// Lessons.
const series = base + "/tutorials/getting-started/";
await page.goto(series);
const onward = page.locator("[data-continue]");
check("a series begins with its first lesson", /\/01-install\/$/.test(await onward.getAttribute("href")));
await page.goto(series + "01-install/");
await page.locator(".lesson-after .steps, .lesson-after").first().scrollIntoViewIfNeeded();
await page.waitForFunction(() => localStorage.getItem("stoa read"));
await page.goto(series);
check("what was read to its end is marked", (await page.locator(".lessons > li.read").count()) === 1);
check("also for who cannot see the mark", /\(read\)/.test(await page.locator(".lessons > li.read a").innerText()));
check("and the button goes on from there", /\/02-first-site\/$/.test(await onward.getAttribute("href")) && /Your first site/.test(await onward.innerText()), await onward.innerText());

// Drafts.
await page.goto(topic);
await page.locator("textarea[name=body]").fill("half a thought");
await page.goto(base + "/");
await page.goto(topic);
check("a draft comes back", (await page.locator("textarea[name=body]").inputValue()) === "half a thought");
await page.goto(base + "/forums/help/2026/11/how-to-ask/");
check("but only where it was typed", (await page.locator("textarea[name=body]").inputValue()) === "");
await page.goto(topic);
await follow(page.locator("form[action$=preview] button"));
await page.goto(topic);
check("it survives a preview", (await page.locator("textarea[name=body]").inputValue()) === "half a thought");
await follow(page.locator("form[action$=preview] button"));
await follow(page.locator("form[action$=submit] button:not([name=again])"));
await page.goto(topic);
check("and goes when it was sent", (await page.locator("textarea[name=body]").inputValue()) === "");

// Keys.
await page.goto(base + "/forums/help/");
await page.keyboard.press("j");
await page.keyboard.press("j");
const second = await page.locator(".row-title").nth(1).innerText();
check("j walks down a list", (await page.evaluate(() => document.activeElement.innerText)) === second);
await page.keyboard.press("k");
await follow(page.locator(":focus"), "Enter");
check("k walks up, Enter opens", /\/forums\/help\/2/.test(page.url()), page.url());
await page.locator("textarea[name=body]").focus();
await page.keyboard.type("jk");
check("a text takes its own letters", (await page.locator("textarea[name=body]").inputValue()) === "jk");
await context.close();

// Nothing moves while a page loads, on whatever day that is: on this one most times are told anew.
function watch(today) {
	Date.now = () => today;
	window.moved = 0;
	window.what = [];
	const box = ({ x, y, width }) => [x, y, width].map(Math.round).join(" ");
	const tell = ({ node, previousRect, currentRect }) => `${node?.getAttribute?.("class") || node?.nodeName} ${box(previousRect)} to ${box(currentRect)}`;
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) {
			window.moved += entry.value;
			window.what.push(...entry.sources.map(tell));
		}
	}).observe({ type: "layout-shift", buffered: true });
}
async function stand(width) {
	const fresh = await browser.newContext({ viewport: { width, height: 800 } });
	const still = await fresh.newPage();
	await still.addInitScript(watch, Date.parse("2026-11-24T20:00:00Z"));
	return still;
}
async function moves(page, url) {
	await page.goto(url);
	await page.waitForTimeout(200);
	return page.evaluate(() => [window.moved, window.what.join("; ")]);
}
// The same site, but its pages come in pieces that end anywhere, and the browser paints between them.
const slow = createServer(async (request, response) => {
	const answer = await fetch(base + request.url);
	const body = Buffer.from(await answer.arrayBuffer());
	const type = answer.headers.get("content-type");
	response.writeHead(answer.status, { "content-type": type });
	const head = type.startsWith("text/html") ? body.indexOf("<body") : body.length;
	response.write(body.subarray(0, head));
	for (let at = head; at < body.length; at += 101) {
		response.write(body.subarray(at, at + 101));
		await new Promise((go) => setTimeout(go, 16));
	}
	response.end();
});
await new Promise((go) => slow.listen(0, "127.0.0.1", go));
for (const width of [360, 1280]) {
	const still = await stand(width);
	for (const path of ["/", "/forums/help/", "/forums/announcements/2026/11/welcome/", "/tutorials/contributing/01-markdown/"]) {
		const [moved, what] = await moves(still, base + path);
		check(`${path} at ${width} px stands still`, moved < 0.001, `${moved}: ${what}`);
		const [pieces, which] = await moves(still, `http://127.0.0.1:${slow.address().port}${path}`);
		check(`${path} at ${width} px in pieces does`, pieces === 0, `${pieces}: ${which}`);
		check(`${path} at ${width} px is seen to its end`, (await still.locator(".half").count()) === 0);
	}
	await still.context().close();
}
slow.close();
// A slow computer paints half a row where a quick one does once in a thousand pages.
const tired = await stand(1280);
const machine = await tired.context().newCDPSession(tired);
await machine.send("Emulation.setCPUThrottlingRate", { rate: 20 });
for (let load = 1; load <= 15; load++) {
	const [moved, what] = await moves(tired, base + "/forums/help/");
	check(`/forums/help/ on a slow computer stands still, ${load} of 15`, moved === 0, `${moved}: ${what}`);
}
await tired.context().close();
await browser.close();
console.log(`${passes} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
