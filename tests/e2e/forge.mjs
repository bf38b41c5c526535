// Follows the first link to a new file on PAGE, and prints where it leads.
import { launch } from "./chromium.mjs";

const browser = await launch();
const page = await (await browser.newContext()).newPage();
await page.goto(process.env.PAGE);
await page.route("https://forge.example/**", (route) => route.abort());
const asked = page.waitForRequest("https://forge.example/**");
await page.locator("a[href*='YYYY']").first().click();
console.log((await asked).url());
await browser.close();
