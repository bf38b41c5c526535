// Follows the first link to a new file on PAGE, and prints where it leads.
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
await page.goto(process.env.PAGE);
await page.route("https://forge.example/**", (route) => route.abort());
const asked = page.waitForRequest("https://forge.example/**");
await page.locator("a[href*='YYYY']").first().click();
console.log((await asked).url());
await browser.close();
