// Reactions, a poll and an idea in Chromium against URL, with scripts off and on. A line per check.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";

const base = process.env.URL;
const topic = base + "/forums/show-and-tell/2026/11/this-site-in-numbers/";
const poll = base + "/forums/announcements/2026/11/when-to-meet/";
const idea = base + "/forums/ideas/2026/11/members-join-by-themselves/";
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let failures = 0, passes = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}
const browser = await launch();
const visit = async (options) => {
	const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
	const page = await context.newPage();
	page.asked = [];
	page.on("request", (request) => page.asked.push(request.url()));
	return page;
};
/* Where letters can be sent, the password is the second way in. */
const fillSignIn = async (page, handle) => {
	const way = page.locator("main details.way:not([open]) summary");
	await page.fill("[name=handle]", handle);
	if (await way.count()) await way.click();
	await page.fill("[name=password]", "correct-horse-battery");
	await follow(page.locator("main form button").last());
};
const signIn = async (page, handle) => {
	await page.goto(base + "/-/sign-in?next=/");
	await fillSignIn(page, handle);
};
// A vote waits for a moment when another one was just before it.
const until = async (what, test) => {
	for (let i = 0; i < 1200; i++) {
		if (await test()) return passes++;
		await new Promise((go) => setTimeout(go, 100));
	}
	check(what, false);
};
const audit = async (page, what) => {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	check(`${what}: no sideways scroll`, wide <= 0, `${wide} px`);
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	check(`${what}: axe`, !violations.length, violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
};

// Without scripts.
const plain = await visit({ javaScriptEnabled: false });
await plain.goto(topic);
await follow(plain.locator(".opening .react"));
check("a guest is asked to sign in", await plain.getByText("Sign in to react").isVisible());
await follow(plain.locator("main a.button"));
await fillSignIn(plain, "bob");
check("and is back afterwards", plain.url().includes("/-/react?path="), plain.url());
await follow(plain.getByRole("button", { name: "Celebrate" }));
await until("a reaction is in the page", async () => {
	await plain.goto(topic);
	return plain.locator(".opening button.reaction", { hasText: "Celebrate" }).count();
});
await follow(plain.locator(".opening button.reaction", { hasText: "Celebrate" }));
await until("and the same button takes it back", async () => {
	await plain.goto(topic);
	return !(await plain.locator(".opening button.reaction", { hasText: "Celebrate" }).count());
});
await plain.goto(poll);
await plain.getByRole("checkbox", { name: /Tuesday/ }).check();
await follow(plain.getByRole("button", { name: "Vote", exact: true }));
await plain.goto(poll);
await follow(plain.getByRole("button", { name: "My vote" }));
check("a ballot can be seen again", await plain.getByRole("checkbox", { name: /Tuesday/ }).isChecked());
check("and only what was chosen", !(await plain.getByRole("checkbox", { name: /Saturday/ }).isChecked()));
await follow(plain.getByRole("button", { name: "Take my vote back" }));
await plain.goto(base + "/-/react?path=forums/announcements/2026/11/when-to-meet/index.md");
check("and be taken back", !(await plain.getByRole("checkbox", { name: /Tuesday/ }).isChecked()));
check("nothing was asked by a script", !plain.asked.some((url) => url.includes("me.json")));

// With scripts.
const guest = await visit({});
await guest.goto(topic);
await guest.waitForLoadState("networkidle");
check("a guest's browser asks nothing", !guest.asked.some((url) => url.includes("/-/")), guest.asked.join(" "));
check("and shows the way in", await guest.getByRole("link", { name: "Sign in" }).isVisible());
const page = await visit({});
await page.addInitScript(() => {
	globalThis.shift = 0;
	new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
});
await signIn(page, "ada");
await page.goto(topic);
await page.waitForLoadState("networkidle");
check("the header says who is signed in", await page.locator(".site-tools a", { hasText: "ada" }).isVisible());
check("a member has no field for a guest's name", !(await page.locator("#_name").isVisible()));
check("others' posts cannot be edited", !(await page.locator('.posts a[href*="edit?"]:visible').count()));
check("nothing moved", (await page.evaluate(() => globalThis.shift)) === 0, String(await page.evaluate(() => globalThis.shift)));
const thanks = page.locator("button.reaction", { hasText: "Thank you" }).first();
const total = async () => Number(await thanks.locator("span").last().innerText());
const had = await total();
check("what was not said is not pressed", (await thanks.getAttribute("aria-pressed")) === "false");
const sent = page.waitForResponse((response) => response.request().method() === "POST");
await thanks.click();
check("it counts at once", (await total()) === had + 1 && (await thanks.getAttribute("aria-pressed")) === "true");
check("and is sent", (await sent).status() === 303);
check("without leaving", page.url() === topic);
await page.reload();
await until("it is pressed on the next visit", async () => (await thanks.getAttribute("aria-pressed")) === "true");
const back = page.waitForResponse((response) => response.request().method() === "POST");
await thanks.click();
check("and taken back", (await back).status() === 303 && (await thanks.getAttribute("aria-pressed")) === "false");
await page.goto(idea);
await page.waitForLoadState("networkidle");
const up = page.getByRole("button", { name: "Vote for this" });
const votes = async () => Number(await page.locator(".standing strong").innerText());
const before = await votes();
await up.click();
check("an idea's vote counts", (await votes()) === before + 1 && (await up.getAttribute("aria-pressed")) === "true");
await audit(page, "an idea");
for (const [what, url] of [["a topic", topic], ["a poll", poll], ["react", "/-/react?path=forums/announcements/2026/11/when-to-meet/index.md"],
	["letters", "/-/me/letters"], ["follow", "/-/follow?what=forum:help"]]) {
	await page.goto(new URL(url, base).href);
	await page.waitForLoadState("networkidle");
	await audit(page, what);
}
await browser.close();
console.log(`${passes} checks passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
