// What every browser test needs: Debian's Chromium, with patience, and a click that ends on the page after it.
import { chromium } from "playwright-core";

// Nothing here is a test of speed: a machine may have one slow core, and others at work on it.
export async function launch() {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync"],
		timeout: 120000,
	});
	const contexts = [];
	// What was on the pages when something was not found, or that a page does not even say that.
	process.on("uncaughtException", async (error) => {
		console.log(String(error.stack || error).slice(0, 800));
		setTimeout(() => process.exit(1), 20000);
		for (const page of contexts.flatMap((context) => context.pages())) {
			console.log(`-- ${page.url()}`);
			const html = await Promise.race([page.content(), new Promise((go) => setTimeout(go, 2000, "it does not answer"))]).catch(String);
			console.log(html.replace(/[^]*<main/, "<main").slice(0, 400));
		}
		process.exit(1);
	});
	return {
		async newContext(options) {
			const context = await browser.newContext(options);
			context.setDefaultTimeout(120000);
			contexts.push(context);
			return context;
		},
		close: () => browser.close(),
	};
}
// A click, or a key, is over before its navigation begins: who looks at once finds the page before. This ends when the next one is there.
export const follow = (target, key) => Promise.all([target.page().waitForNavigation(), key ? target.press(key) : target.click()]);
