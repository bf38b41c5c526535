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
	return {
		async newContext(options) {
			const context = await browser.newContext(options);
			context.setDefaultTimeout(120000);
			return context;
		},
		close: () => browser.close(),
	};
}
// A click, or a key, is over before its navigation begins: who looks at once finds the page before. This ends when the next one is there.
export const follow = (target, key) => Promise.all([target.page().waitForNavigation(), key ? target.press(key) : target.click()]);
