// Takes part in every way there is, in Chromium against URL; SCRIPTS=on or off. A line per failed check.
import { follow, launch } from "./chromium.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { URL: base, PASSWORD: password, STOA_SHOTS: shots } = process.env;
const scripts = process.env.SCRIPTS === "on";
const mark = scripts ? "cypress" : "juniper"; // so that the two runs do not meet
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let failures = 0, passes = 0, pictures = 0;
function check(what, passed, detail = "") {
	if (passed) return void passes++;
	failures++;
	console.log(`FAILED: scripts ${scripts ? "on" : "off"}: ${what} ${detail}`);
}
const browser = await launch();
async function person(handle) {
	const context = await browser.newContext({ viewport: { width: 360, height: 780 }, javaScriptEnabled: scripts, bypassCSP: true });
	const page = await context.newPage();
	if (!handle) return page;
	await page.goto(base + "/-/sign-in?next=/-/me");
	if (!(await page.locator("main [name=password]").isVisible())) await page.locator("main summary").click();
	await page.locator("main [name=handle]").last().fill(handle);
	await page.locator("main [name=password]").fill(password);
	await follow(page.locator("main [name=password]"), "Enter");
	return page;
}
async function sees(page, step, ...sentences) {
	await page.waitForLoadState(scripts ? "networkidle" : "load");
	const text = (await page.locator("main").innerText()).replace(/\s+/g, " ").replace(/[\u2068\u2069]/g, "");
	for (const sentence of sentences)
		check(`${step}: sees “${sentence}”`, text.includes(sentence), `at ${page.url()}: ${text.slice(0, 600)}`);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
	check(`${step}: no sideways scroll`, wide <= 0, `${wide} px`);
	if (scripts) {
		await page.evaluate(axe);
		const { violations } = await page.evaluate(() => globalThis.axe.run());
		check(`${step}: axe`, !violations.length, violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("; "));
	}
	if (shots) {
		const name = `${scripts ? "on" : "off"}-${String(++pictures).padStart(2, "0")}-${step.replace(/[^a-z0-9]+/gi, "-")}`;
		for (const [width, colorScheme] of [[360, "light"], [1280, "dark"]]) {
			await page.setViewportSize({ width, height: 780 });
			await page.emulateMedia({ colorScheme });
			await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
		}
		await page.setViewportSize({ width: 360, height: 780 });
	}
}
const until = async (what, test) => {
	for (let i = 0; i < 1200; i++) {
		if (await test()) return void passes++;
		await new Promise((go) => setTimeout(go, 100));
	}
	check(what, false);
};
const until_shown = (page, url, words) => until(`${words} is in ${url}`, async () => {
	await page.goto(url);
	return (await page.locator("main").innerText()).includes(words);
});
const look = (page) => follow(page.locator("main form[action$=preview] button.button").first());
const send = (page) => follow(page.getByRole("button", { name: "Send", exact: true }));
const path_of = (url) => new URL(url).pathname.slice(1, -1) + "/index.md";

const ada = await person("ada"), rosa = await person("rosa"), stan = await person("stan"), mod = await person("gardener"), guest = await person();

// A new topic in every kind of forum: the form, the preview, the page where it stands.
const topics = {};
for (const [forum, who] of [["help", ada], ["ideas", ada], ["show-and-tell", ada], ["wanted", ada], ["announcements", stan]]) {
	await who.goto(`${base}/forums/${forum}/`);
	await follow(who.locator(`main a[href*="/-/new?forum=${forum}"]`).first());
	await sees(who, `form in ${forum}`, "New topic", "Title", "Text", "You will see it before it is sent.");
	const begun = await who.locator("#_body").inputValue();
	check(`${forum}: the forum's template`, (forum === "wanted") === (begun.length > 0), begun);
	await who.locator("#_title").fill(`Growing a ${mark} in ${forum}`);
	await who.locator("#_body").fill(`${begun}Where does a **${mark}** like to stand?`);
	await who.locator("#_tags").fill(`${mark}, Garden`);
	if (forum === "wanted") await who.locator("#_expires").fill("2030-01-31");
	if (forum === "show-and-tell") {
		await who.locator("details.asks summary").click();
		await sees(who, "a poll's form", "Question", "Choices", "Each person may choose", "Last day to vote");
		await who.locator("[name=poll-question]").fill(`Do you grow ${mark}?`);
		await who.locator("[name=poll]").fill("Only one");
		await look(who);
		await sees(who, "a poll with one choice", "A poll has 2 to 20 choices");
		await who.locator("[name=poll]").fill("Yes, in the sun\nYes, in the shade\nNo");
	}
	await look(who);
	await sees(who, `preview in ${forum}`, "Preview", "Nothing has been sent yet.", `Growing a ${mark} in ${forum}`, "garden");
	if (forum === "show-and-tell") await sees(who, "preview of a poll", "Yes, in the shade", "Nobody has voted yet");
	await follow(who.getByRole("button", { name: "Keep editing" }));
	check(`${forum}: keep editing keeps it`, await who.locator("#_title").inputValue() === `Growing a ${mark} in ${forum}`);
	await look(who);
	await send(who);
	topics[forum] = who.url();
	check(`${forum}: leads to where it stands`, topics[forum].includes(`/forums/${forum}/`), topics[forum]);
	await sees(who, `published in ${forum}`, `Growing a ${mark} in ${forum}`, mark);
}
await ada.goto(`${base}/-/new?forum=announcements`);
await sees(ada, "where members open no topics", "Only the people who run this place open topics here.");

// Asked twice: the first one is shown; tags in use are there to be ticked.
await rosa.goto(`${base}/-/new?forum=help`);
await rosa.locator(`.hints [value=${mark}]`).check();
await rosa.locator("#_title").fill(`Growing ${mark}: but how?`);
await rosa.locator("#_body").fill("Mine is yellow.");
await look(rosa);
await sees(rosa, "asked before", "Is there a topic about this already?", `Growing a ${mark} in help`, "Mine is yellow.");
check("the ticked tag is there", await rosa.locator(".sheet .tag", { hasText: mark }).count() === 1);
await follow(rosa.getByRole("button", { name: "Keep editing" }));
check("it is in the line now, not offered again", (await rosa.locator("#_tags").inputValue()) === mark && !(await rosa.locator(`.hints [value=${mark}]`).count()));

// A reply with a mention and a quote; from a guest, who waits.
await rosa.goto(topics.help);
await rosa.locator("#_body").fill(`In half shade, @ada.`);
await follow(rosa.locator("#_reply button.button"));
await sees(rosa, "preview of a reply", "In half shade");
check("a mention is a link", await rosa.locator(".sheet .prose a[href$='/members/ad/ada/']").count() === 1);
await send(rosa);
await sees(rosa, "a reply in its place", "In half shade");
await ada.goto(topics.help);
await follow(ada.locator("main article:not(.opening)").first().getByRole("link", { name: "Reply" }));
await sees(ada, "answering a reply", "Write a reply", "In half shade");
await follow(ada.getByRole("link", { name: "Quote this" }));
check("it is quoted", (await ada.locator("#_body").inputValue()).startsWith("> In half shade"));
await ada.locator("#_body").fill(`${await ada.locator("#_body").inputValue()}Thank you.`);
await look(ada);
await send(ada);
await sees(ada, "an answer with a quote", "Thank you.");
await guest.goto(topics.help);
await guest.locator("#_body").fill("A guest has one too.");
await guest.locator("#_name").fill("Passing by");
await follow(guest.locator("#_reply button.button"));
await sees(guest, "a guest's preview", "A moderator will look at it before it appears.");
await send(guest);
await sees(guest, "a guest's receipt", "Waiting for review.", "Reply in “Growing a", "Keep the address of this page");
const receipt = guest.url();
await follow(guest.getByRole("button", { name: "Take it back" }));
await sees(guest, "a guest takes it back", "You took it back. Nothing was published.", "Mend it and send it again");
await guest.goto(receipt);
await look(guest);
await send(guest);
await sees(guest, "and sends it again", "Waiting for review.");

// The answer that helped; the topic is closed by who opened it, and opened again.
await ada.goto(`${base}/-/act?path=${encodeURIComponent(path_of(topics.help))}`);
await follow(ada.getByRole("button", { name: "This answered my question" }).first());
await until_shown(ada, topics.help, "Accepted answer");
await sees(ada, "an accepted answer", "In half shade");
for (const [name, after] of [["Close your topic", "closed"], ["Open your topic again", ""]]) {
	await ada.goto(`${base}/-/act?path=${encodeURIComponent(path_of(topics.help))}`);
	await ada.locator("summary", { hasText: name }).click();
	const reason = ada.locator("details[open] [name=reason]");
	if (await reason.count()) await reason.first().fill("It is answered.");
	await follow(ada.locator("details[open] button", { hasText: name }));
	await sees(ada, name);
	await until(`${name}: the topic shows it`, async () => {
		await ada.goto(topics.help);
		return !(await ada.locator("#_reply").count()) === (after === "closed");
	});
}

// An edit, its difference, and a withdrawal.
await rosa.goto(topics.help);
await follow(rosa.locator("article", { hasText: "In half shade, " }).locator("a[href*='/-/edit?']").first());
await sees(rosa, "edit", "Edit a post");
await look(rosa);
await sees(rosa, "an edit without a change", "Nothing");
await rosa.locator("#_body").fill("In full sun, @ada.");
await look(rosa);
await sees(rosa, "preview of an edit", "What changes", "In full sun");
await send(rosa);
await sees(rosa, "an edited reply", "In full sun");
await follow(rosa.locator("article", { hasText: "In full sun" }).getByRole("link", { name: "edited" }).first());
await sees(rosa, "history", "Earlier versions");
check("the old words and the new", await rosa.locator("del", { hasText: "half shade" }).count() > 0 && await rosa.locator("ins", { hasText: "full sun" }).count() > 0);
await ada.goto(topics.help);
await follow(ada.locator("article", { hasText: "Thank you." }).last().locator("a[href*='/-/edit?']").first());
await follow(ada.getByRole("link", { name: "Take this post back" }));
await ada.locator("summary", { hasText: "Take your" }).first().click().catch(() => {});
await follow(ada.locator("details[open] button").first());
await sees(ada, "withdrawn", "taken back");
await until("what was withdrawn is gone", async () => {
	await ada.goto(topics.help);
	return !(await ada.locator("main").innerText()).includes("Thank you.");
});

// One click: a reaction, a vote that is taken back, a ballot that is changed.
await rosa.goto(topics.help);
await rosa.goto(`${base}/-/react?path=${encodeURIComponent(path_of(topics.help))}`);
await sees(rosa, "reactions", "What do you say?");
await follow(rosa.getByRole("button", { name: "Thank you" }));
await rosa.goto(`${base}/-/react?path=${encodeURIComponent(path_of(topics.help))}`);
check("a reaction is kept", await rosa.getByRole("button", { name: "Thank you" }).getAttribute("aria-pressed") === "true");
const idea = `${base}/-/react?path=${encodeURIComponent(path_of(topics.ideas))}`;
for (const pressed of ["true", "false"]) {
	await rosa.goto(idea);
	await follow(rosa.getByRole("button", { name: "Vote for this" }));
	await rosa.goto(idea);
	check(`a vote: ${pressed}`, await rosa.getByRole("button", { name: "Vote for this" }).getAttribute("aria-pressed") === pressed);
}
await rosa.goto(topics["show-and-tell"]);
await rosa.getByLabel("No", { exact: true }).check();
await follow(rosa.getByRole("button", { name: "Vote", exact: true }));
const ballot = `${base}/-/react?path=${encodeURIComponent(path_of(topics["show-and-tell"]))}`;
await rosa.goto(ballot);
await sees(rosa, "a ballot", `Do you grow ${mark}?`, "Take my vote back");
check("the choice is kept", await rosa.getByLabel("No", { exact: true }).isChecked());
await rosa.getByLabel("Yes, in the sun").check();
await follow(rosa.getByRole("button", { name: "Vote", exact: true }));
await rosa.goto(ballot);
check("and can be changed", await rosa.getByLabel("Yes, in the sun").isChecked());
await until_shown(rosa, topics["show-and-tell"], "1 member voted");
await guest.goto(ballot);
await sees(guest, "a guest at the ballot", "Sign in to react");

// Staff say what becomes of an idea.
await stan.goto(`${base}/-/act?path=${encodeURIComponent(path_of(topics.ideas))}`);
await stan.locator("summary", { hasText: "status" }).first().click();
await stan.locator("details[open] select[name=to]").selectOption("planned");
await stan.locator("details[open] [name=reason]").first().fill("In spring.");
await follow(stan.locator("details[open] button").first());
await sees(stan, "a status is set");
await until_shown(ada, topics.ideas, "Planned");

// Follow and stop: a topic, a forum, a tag.
for (const what of [`topic:${new URL(topics.ideas).pathname.slice(1, -1)}`, scripts ? "forum:ideas" : "forum:help", `tag:${mark}`]) {
	await rosa.goto(`${base}/-/follow?what=${encodeURIComponent(what)}`);
	await follow(rosa.getByRole("button", { name: "Follow", exact: true }));
	await sees(rosa, `follow ${what.split(":")[0]}`, `You follow this ${what.split(":")[0]}`);
}
await rosa.goto(base + "/-/me/letters");
await sees(rosa, "letters", "Write to me when somebody mentions me", mark, scripts ? "Ideas" : "Help");
await rosa.goto(`${base}/-/follow?what=${encodeURIComponent(`tag:${mark}`)}`);
await follow(rosa.getByRole("button", { name: "Stop following" }));
await sees(rosa, "unfollow", "You are not told of new topics with this tag.");

// Tell the moderators.
await rosa.goto(`${base}/-/report?path=${encodeURIComponent(path_of(topics.ideas))}`);
await sees(rosa, "report", "Report to the moderators", "What is wrong?");
await rosa.locator("select[name=why]").selectOption({ index: 1 });
await rosa.locator("textarea[name=text]").fill("Is this a plant or a pitch?");
await follow(rosa.getByRole("button", { name: "Send the report" }));
await sees(rosa, "reported", "Thank you. A moderator will look at it.");

// An event and a resource: a mistake keeps everything; then they wait, or stand.
await ada.goto(`${base}/-/new?kind=event`);
await ada.locator("#_title").fill(`A walk to the ${mark}`);
await ada.locator("#_body").fill("We meet at the gate.");
await ada.locator("#_start").fill("2030-05-01T18:00");
await ada.locator("#_zone").fill("Europe/Nowhere");
await ada.locator("#_repeat").selectOption("weekly");
await look(ada);
await sees(ada, "an event with a mistake", "Suggest an event");
check("the mistake is at its field", await ada.locator("#_zone").getAttribute("aria-invalid") === "true");
check("and the rest is kept", await ada.locator("#_start").inputValue() === "2030-05-01T18:00" && await ada.locator("#_repeat").inputValue() === "weekly");
await ada.locator("#_zone").fill("Europe/Berlin");
await look(ada);
await sees(ada, "preview of an event", `A walk to the ${mark}`, "Europe/Berlin");
await send(ada);
await sees(ada, "an event that was sent", `A walk to the ${mark}`);
await ada.goto(`${base}/-/new?kind=resource`);
await ada.locator("#_title").fill(`All about ${mark}`);
await ada.locator("#_link").fill("ftp:nowhere");
await ada.locator("#_licence").fill("CC BY-SA 4.0");
await ada.locator("#_body").fill("A good book.");
await look(ada);
check("a link that is none is told at its field", await ada.locator("#_link").getAttribute("aria-invalid") === "true", await ada.locator("main").innerText());
await ada.locator("#_link").fill(`https://example.org/${mark}`);
await look(ada);
await sees(ada, "preview of a resource", `All about ${mark}`, "CC BY-SA 4.0");
await send(ada);
await sees(ada, "a resource that was sent", `All about ${mark}`);

// Changes to what belongs to everybody.
for (const [kind, path] of [["lesson", "tutorials/contributing/01-markdown.md"], ["resource", "resources/libgit2.md"], ["page", "pages/about.md"]]) {
	await rosa.goto(`${base}/-/edit?path=${encodeURIComponent(path)}`);
	const body = rosa.locator("#_body");
	await body.fill(`${await body.inputValue()}\nMore about ${mark}.\n`);
	await rosa.locator("#_note").fill("It was missing.");
	await look(rosa);
	await sees(rosa, `preview of a change to a ${kind}`, "What changes", `More about ${mark}.`);
	await send(rosa);
	await sees(rosa, `a suggested change to a ${kind}`);
}
await rosa.goto(base + "/-/me");
await sees(rosa, "what rosa sent", "Reply in “Growing a", "Change to “", "Your data", "What you have reported", `Growing a ${mark} in ideas`);
check("every tab is in sight", await rosa.locator(".tabs a").evaluateAll((links) => links.every((link) => link.getBoundingClientRect().right <= innerWidth)).catch(() => true));
await mod.goto(base + "/-/queue");
await sees(mod, "the queue says it in words", "Queue");

await browser.close();
console.log(`${passes} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
