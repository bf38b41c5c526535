// A guest in Chromium at URL + TOPIC: the work is done on the preview, under the site's own Content-Security-Policy.
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
const said = [];
page.on("console", (message) => said.push(message.text()));
await page.goto(process.env.URL + process.env.TOPIC);
await page.locator("#_reply textarea[name=body]").fill("Written in a browser, with care and patience.");
await page.locator("#_reply button").first().click();
await page.waitForSelector("form[data-work] input[name=work]", { state: "attached" });
const work = await page.locator("form[data-work] input[name=work]").inputValue();
await page.waitForTimeout(1500);
await page.locator("form[data-work] button").first().click();
await page.waitForURL(/submission/);
await browser.close();
console.log("receipt " + page.url());
if (!/^\d+$/.test(work) || said.length) {
	console.log("FAILED", work, said.join("\n"));
	process.exit(1);
}
