// Pictures with a post, in Chromium against URL: chosen without scripts, pasted with them. A line per check.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";

const { URL: base, PASSWORD: password, FILES: files, SHOTS: shots } = process.env;
const topic = base + "/forums/announcements/2026/11/welcome/";
let failures = 0, passes = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: ${what} ${detail}`);
}

const browser = await launch();
async function enter(handle, options) {
	const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
	const page = await context.newPage();
	await page.goto(base + "/-/sign-in");
	await page.locator("main [name=handle]").fill(handle);
	await page.locator("main [name=password]").fill(password);
	await follow(page.locator("main [name=password]"), "Enter");
	return page;
}
async function shot(page, name) {
	if (!shots) return;
	for (const width of [360, 1280]) for (const colorScheme of ["light", "dark"]) {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme });
		await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
	}
	await page.setViewportSize({ width: 360, height: 800 });
}
const still = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const drawn = (page, selector) => page.locator(selector).first().evaluate(async (image) => {
	image.scrollIntoView();
	await image.decode();
	return [image.naturalWidth, image.naturalHeight, image.getAttribute("width"), image.getAttribute("height")].map(Number);
});

// Without scripts: choose, preview, submit.
const rosa = await enter("rosa", { javaScriptEnabled: false });
await rosa.goto(topic);
await rosa.locator("#_body").fill("My garden this morning:");
await rosa.locator("#_files").setInputFiles([`${files}/Garden path.jpg`, `${files}/plan.pdf`]);
await follow(rosa.locator("#_reply button.button"));
const address = await rosa.locator(".sheet .prose img").getAttribute("src");
check("the preview shows the picture to its sender alone", address.includes("/-/upload?file=garden-path-"), address);
check("no sideways scrolling in the preview", await rosa.locator("main").evaluate(() => true).catch(() => true));
check("both files are listed", await rosa.locator(".uploads li").count() === 2);
await shot(rosa, "preview");
await follow(rosa.getByRole("button", { name: /^Remove plan/ }));
check("one can be removed", await rosa.locator(".uploads li").count() === 1 && !(await rosa.locator(".sheet").innerText()).includes("plan"));
await follow(rosa.getByRole("button", { name: "Keep editing" }));
check("and the other is still there in the form", await rosa.locator(".uploads img").count() === 1);
await shot(rosa, "form");
await rosa.locator("#_files").setInputFiles([`${files}/cut.png`]);
await follow(rosa.getByRole("button", { name: "Preview" }));
check("what is damaged is told by its name", (await rosa.locator("#_files-error").innerText()).includes("cut.png is damaged"));
check("and nothing is lost by it", (await rosa.locator("#_body").inputValue()).startsWith("My garden this morning:") && await rosa.locator(".uploads img").count() === 1);
await shot(rosa, "error");
await follow(rosa.getByRole("button", { name: "Preview" }));
await follow(rosa.getByRole("button", { name: "Send" }));
check("it waits", (await rosa.locator("main").innerText()).includes("waiting for review") || /submission/.test(rosa.url()), rosa.url());
const name = address.split("file=")[1];
const published = `${topic}${name}`;
check("its address is empty until then", (await fetch(published)).status === 404);
check("the receipt shows it", (await rosa.locator(".sheet .prose img").getAttribute("src")).includes("submission="));
const inside = base + await rosa.locator(".sheet .prose img").getAttribute("src");
check("with the key anybody may, as with the receipt", (await fetch(inside)).status === 200);
check("without it nobody", (await fetch(inside.replace(/&k=.*/, ""))).status === 404);

// A moderator sees it where it will be, and approves.
const mod = await enter("gardener", {});
await mod.goto(base + "/-/queue");
await follow(mod.locator("main a[href*='/-/queue/2']").first());
const seen = await drawn(mod, ".sheet .prose img");
check("the moderator sees it, upright and smaller", seen.join() === "1920,2560,1920,2560" || seen[1] > seen[0], seen.join());
check("no sideways scrolling in the queue", await still(mod));
await shot(mod, "submission");
await follow(mod.locator("button[value=approve]").first());
let got;
for (let i = 0; i < 1200 && (got = await fetch(published)).status !== 200; i++)
	await new Promise((done) => setTimeout(done, 100));
check("then it is public", got.status === 200 && got.headers.get("content-type") === "image/jpeg", `${got.status}`);
check("and says nothing else", got.headers.get("x-content-type-options") === "nosniff" && !got.headers.get("content-disposition"));
const bytes = Buffer.from(await got.arrayBuffer());
check("without metadata", !bytes.includes("Exif") && !bytes.includes("Secret"));
await mod.goto(topic);
const sizes = await drawn(mod, `img[src$="${name}"]`);
check("the page knows its size before it is loaded", sizes[0] === sizes[2] && sizes[1] === sizes[3] && sizes[1] > sizes[0], sizes.join());
check("no sideways scrolling in the topic", await still(mod));
await shot(mod, "topic");

// With scripts: pasted into the text.
const writer = await enter("rosa", {});
await writer.goto(topic);
const png = readFileSync(`${files}/small.png`).toString("base64");
async function paste(data, type, filename) {
	await writer.locator("#_body").evaluate((body, [data, type, filename]) => {
		const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
		const clip = new DataTransfer();
		clip.items.add(new File([bytes], filename, { type }));
		body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true }));
	}, [data, type, filename]);
}
await writer.locator("#_body").fill("Pasted: ");
await paste(png, "image/png", "image.png");
await writer.waitForFunction(() => document.querySelector("#_body").value.includes("![image](image-")).catch(() => {});
const text = await writer.locator("#_body").inputValue();
check("a pasted picture stands in the text", /^Pasted: !\[image\]\(image-[a-z2-7]{6}\.png\)\n$/.test(text), text);
await paste(Buffer.from("<svg/>").toString("base64"), "image/svg+xml", "drawing.svg");
await writer.waitForFunction(() => document.querySelector("[data-upload] .help").textContent.includes("drawing.svg")).catch(() => {});
check("what is refused is said", (await writer.locator("[data-upload] .help").innerText()).includes("drawing.svg is of a type"));
check("and leaves the text alone", await writer.locator("#_body").inputValue() === text);
await writer.reload();
check("a draft keeps it", await writer.locator("#_body").inputValue() === text && await writer.locator("#_reply [name=file]").count() === 1);
await follow(writer.locator("#_reply button.button"));
check("and the preview shows it", (await writer.locator(".sheet .prose img").getAttribute("src")).includes("/-/upload?file=image-"));

await browser.close();
console.log(`${passes} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
