#!/usr/bin/env node
/*
 * shots.mjs OUT URL...: each URL as a PNG at 360, 768 and 1280 px, light and dark, in the folder OUT; then reports
 * what scrolls sideways, what the console said, and requests to other hosts. Exit status 1 if there was any.
 * CHROMIUM names the browser's program; SIGN_IN=handle:password signs in first. --rtl adds right-to-left shots,
 * --wide one at 1920 px, --small one at 320 px, --quick leaves only 1280 light.
 */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

// The browser tests have it; nothing is installed twice.
const { chromium } = createRequire(new URL("../e2e/package.json", import.meta.url))("playwright-core");

const args = process.argv.slice(2);
const has = (flag) => args.includes(flag);
const [out, ...urls] = args.filter((arg) => !arg.startsWith("--"));
if (!out || urls.length === 0) {
	console.error("usage: shots.mjs [--quick] [--rtl] [--wide] [--small] OUT URL...");
	process.exit(2);
}

const widths = has("--quick") ? [1280] : [360, 768, 1280];
if (has("--wide"))
	widths.push(1920);
if (has("--small"))
	widths.push(320);
const variants = widths.flatMap((width) => (has("--quick") ? ["light"] : ["light", "dark"]).map((scheme) => ({ width, scheme, dir: "" })));
if (has("--rtl"))
	variants.push({ width: 360, scheme: "light", dir: "rtl" }, { width: 1280, scheme: "light", dir: "rtl" });

function nameOf(url) {
	const path = decodeURIComponent(new URL(url).pathname).replace(/(index)?\.html$/, "");
	return path.replace(/^\/+|\/+$/g, "").replace(/[^A-Za-z0-9._-]+/g, "-") || "home";
}

let faults = 0;
function report(name, what) {
	faults++;
	console.log(`${name}: ${what}`);
}

async function shoot(page, url, variant) {
	const name = `${nameOf(url)}-${variant.width}-${variant.dir || variant.scheme}`;
	const host = new URL(url).host;
	const onRequest = (request) => {
		if (new URL(request.url()).host !== host)
			report(name, `asks another host: ${request.url()}`);
	};
	const onConsole = (message) => message.type() === "error" && report(name, `console: ${message.text()}`);
	page.on("request", onRequest).on("console", onConsole);
	await page.goto(url);
	if (variant.dir)
		await page.evaluate((dir) => { document.documentElement.dir = dir; }, variant.dir);
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (over > 0)
		report(name, `scrolls sideways by ${over} px`);
	await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
	page.off("request", onRequest).off("console", onConsole);
	return name;
}

async function signIn(page) {
	const [handle, password] = process.env.SIGN_IN.split(":");
	await page.goto(new URL("/-/sign-in", urls[0]).href);
	await page.fill("input[name=handle]", handle);
	await page.fill("input[name=password]", password);
	await page.click("main form button");
}

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const variant of variants) {
	const context = await browser.newContext({ viewport: { width: variant.width, height: 900 }, colorScheme: variant.scheme });
	const page = await context.newPage();
	if (process.env.SIGN_IN)
		await signIn(page);
	for (const url of urls)
		await shoot(page, url, variant);
	await context.close();
}
await browser.close();
console.log(`${basename(out)}: ${variants.length * urls.length} pictures, ${faults} faults`);
process.exit(faults ? 1 : 0);
