// A guest in Chromium at URL + TOPIC: the work is done on the preview, under the site's own Content-Security-Policy.
import { follow, launch } from "./chromium.mjs";

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 360, height: 800 } })).newPage();
const said = [];
page.on("console", (message) => said.push(message.text()));
await page.goto(process.env.URL + process.env.TOPIC);
await page.locator("#_reply textarea[name=body]").fill("Written in a browser, with care and patience.");
await follow(page.locator("#_reply button").first());
await page.waitForSelector("form[data-work] input[name=work]", { state: "attached" });
const work = await page.locator("form[data-work] input[name=work]").inputValue();
await page.waitForTimeout(1500);
await follow(page.locator("form[data-work] button").first());
await browser.close();
console.log("receipt " + page.url());
if (!/submission/.test(page.url()) || !/^\d+$/.test(work) || said.length) {
	console.log("FAILED", work, said.join("\n"));
	process.exit(1);
}
