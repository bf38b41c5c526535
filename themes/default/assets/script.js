// Optional: everything works without it. Scheme switch, the reader's own times, who is signed in, drafts, j and k.
(() => {
	"use strict";
	const root = document.documentElement;
	const store = {
		get(key) { try { return localStorage.getItem("stoa " + key); } catch { return null; } },
		set(key, value) { try { value ? localStorage.setItem("stoa " + key, value) : localStorage.removeItem("stoa " + key); } catch { } },
	};
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const scheme = () => root.dataset.scheme || (dark.matches ? "dark" : "light");
	root.classList.add("js");
	if (store.get("scheme"))
		root.dataset.scheme = store.get("scheme");

	/* Pages are the same for all. A cookie without any secret says who looks: "ada.m.x7ab2c", m for moderators. Without it
	   nothing is asked of the server. */
	const mark = document.cookie.match(/(?:^|; )stoa-in=([\w-]+)\.(m?)\.([\w-]+)/);
	root.classList.toggle("in", !!mark);
	const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });
	/* In place before the page is painted; numbers hang at a corner, so that they move nothing when they come. */
	const tools = {};
	function me(link) {
		tools.words = link.textContent;
		tools.waiting = link;
		link.href = link.dataset.me + "me";
		link.replaceChildren(make("bdi", "", mark[1]));
		if (mark[2]) {
			tools.queue = make("a", "tool", link.dataset.queue);
			tools.queue.href = link.dataset.me + "queue";
			link.before(tools.queue);
		}
	}
	function count(place, n, words) {
		const bubble = make("span", "bubble", n);
		bubble.append(make("span", "sr", ` ${words}`));
		place.append(bubble);
	}
	/* The mark's last letters are others after each change, so what the browser keeps of the answer is never stale. */
	async function ask(link) {
		const url = new URL(link.dataset.me + "me.json", location.href);
		const form = document.getElementById("_vote");
		url.searchParams.set("v", mark[3]);
		if (form)
			url.searchParams.set("path", form.elements.path.value);
		const mine = await fetch(url).then((answer) => answer.json()).catch(() => null);
		if (mine && !mine.handle) {
			link.href = link.dataset.me + "sign-in";
			link.textContent = tools.words;
			tools.queue?.remove();
		}
		for (const name of ["waiting", "queue"])
			if (mine?.[name] > 0 && tools[name])
				count(tools[name], mine[name], link.dataset[name]);
		if (form && mine?.said)
			said(form, mine);
	}
	/* What others wrote only they and moderators may change. */
	function others(link) {
		const handle = link.closest(".post").querySelector(".post-who .handle");
		link.hidden = !mark[2] && !(handle && handle.textContent === "@" + mark[1]);
	}

	/* What was said before is pressed; a click says it or takes it back without leaving the page. */
	const alike = (button) => document.querySelectorAll(`button[form="_vote"][value="${button.value}"]`);
	function press(button, on, by) {
		button.setAttribute("aria-pressed", on);
		const total = button.querySelector("span:last-child") || button.closest(".standing")?.querySelector("strong");
		if (by && total)
			total.textContent = Number(total.textContent) + by;
	}
	async function say(event) {
		const button = event.submitter, form = event.target;
		if (!button?.matches("[aria-pressed]"))
			return;
		event.preventDefault();
		const on = button.getAttribute("aria-pressed") !== "true";
		alike(button).forEach((one) => press(one, on, on ? 1 : -1));
		const sent = new URLSearchParams({ path: form.elements.path.value, [on ? "on" : "off"]: button.value });
		const answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).catch(() => ({}));
		if (answer.type !== "opaqueredirect") {
			alike(button).forEach((one) => press(one, !on, on ? -1 : 1));
			location.href = `${form.action.replace(/vote$/, "react")}?${new URLSearchParams({ path: sent.get("path"), post: button.value.split(" ")[2] || "" })}`;
		}
	}
	function said(form, mine) {
		for (const button of document.querySelectorAll('button[form="_vote"]'))
			if (button.value !== "poll")
				press(button, mine.said.includes(button.value), 0);
		const ballot = mine.said.find((line) => line.startsWith("poll "))?.split(" ") || [];
		for (const box of document.querySelectorAll('input[form="_vote"]'))
			box.checked = ballot.includes(box.value);
		for (const link of document.querySelectorAll("[data-follow]"))
			if (mine.follows)
				link.lastElementChild.textContent = link.dataset.follow;
		form.addEventListener("submit", say);
	}

	function switchScheme(button) {
		const show = () => button.setAttribute("aria-pressed", String(scheme() === "dark"));
		button.addEventListener("click", () => {
			root.dataset.scheme = scheme() === "dark" ? "light" : "dark";
			store.set("scheme", root.dataset.scheme);
			show();
		});
		show();
	}

	const steps = [[60, "second"], [3600, "minute", 60], [86400, "hour", 3600], [2592000, "day", 86400]];
	function ago(time, now) {
		const seconds = (new Date(time.dateTime) - now) / 1000;
		const step = steps.find(([limit]) => Math.abs(seconds) < limit);
		if (step)
			time.textContent = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" }).format(Math.round(seconds / (step[2] || 1)), step[1]);
	}
	function local(time) {
		time.title = time.textContent;
		time.textContent = new Date(time.dateTime).toLocaleString(root.lang, { dateStyle: "medium", timeStyle: "short" });
	}
	/* An event is told by its own clocks; beside them by the reader's, where those differ. As short as what it replaces. */
	function yours(note) {
		const start = new Date(note.parentNode.querySelector("time").dateTime);
		const format = new Intl.DateTimeFormat(root.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
		const here = format.resolvedOptions().timeZone === (note.dataset.yours || "UTC");
		note.textContent = here ? "" : `${note.dataset.label} ${format.format(start)}`;
	}
	/* Times are told anew while the page still arrives, so that nothing moves. One is there in full when something
	   follows it: what it stands in is not painted before. */
	const times = { "time[data-ago]": (time) => ago(time, now), "time[data-local]": local, "[data-yours]": yours };
	if (mark)
		Object.assign(times, { "[data-me]": me, '.post-foot a[href*="edit?"]': others });
	const now = Date.now();
	const told = new WeakSet();
	const followed = (node) => node && (node.nextSibling || followed(node.parentNode));
	function tell(complete) {
		for (const [selector, act] of Object.entries(times))
			for (const node of document.querySelectorAll(selector))
				if (!told.has(node) && (complete || followed(node))) {
					told.add(node);
					act(node);
				}
	}
	/* Half of a row moves when the other half comes, wherever the parser paused: the outermost part that nothing
	   follows yet keeps its place, unseen. */
	const parts = "header, footer, figure, table, h1, h2, h3, h4, h5, h6, p, li, dd";
	let half = null;
	function hold(node) {
		while (node && !node.matches?.(parts))
			node = node.lastChild;
		if (node !== half) {
			half?.classList.remove("half");
			node?.classList.add("half");
			half = node;
		}
	}
	const arrival = new MutationObserver(() => {
		hold(document.body);
		tell(false);
	});
	arrival.observe(root, { childList: true, subtree: true });

	/* Which lessons the reader has seen to their end is remembered in this browser and nowhere else. */
	const read = new Set((store.get("read") || "").split(" "));
	function lessons(list) {
		const links = [...list.children].map((item) => item.querySelector("a"));
		for (const link of links.filter((link) => read.has(link.pathname))) {
			const note = document.createElement("span");
			note.className = "sr";
			note.textContent = ` (${list.dataset.lessons})`;
			link.append(note);
			link.closest("li").classList.add("read");
		}
		const next = links.find((link) => !read.has(link.pathname));
		const button = document.querySelector("[data-continue]");
		if (button && next && next !== links[0]) {
			button.href = next.href;
			button.textContent = `${button.dataset.continue} ${next.textContent}`;
		}
	}
	function lessonEnd(end) {
		new IntersectionObserver((seen, observer) => {
			if (!seen.some((entry) => entry.isIntersecting))
				return;
			observer.disconnect();
			store.set("read", [...read.add(location.pathname)].join(" "));
		}).observe(end);
	}

	function keepFile(form, name) {
		const input = document.createElement("input");
		input.type = "hidden";
		input.name = "file";
		input.value = name;
		form.append(input);
	}
	/* What is typed is kept in this browser until it is sent. What a form shows that was sent back is newer than that. */
	const sentBack = /\/-\/(preview|submit)$/;
	const typed = (form) => [...form.elements].filter((field) => field.name && field.name !== "website" && /^(text|url|date|datetime-local|textarea|select-one)$/.test(field.type));
	function kept(key) {
		const text = store.get(key) || "";
		try {
			return Object(JSON.parse(text));
		} catch {
			return text ? { body: text } : {};
		}
	}
	function drop(key) {
		store.set(key, "");
		store.set(key + " files", "");
	}
	function restored(form, key) {
		const note = document.createElement("p");
		const button = document.createElement("button");
		note.className = "notice";
		note.setAttribute("role", "status");
		note.textContent = `${form.dataset.restored} `;
		button.type = "button";
		button.className = "link";
		button.textContent = form.dataset.discard;
		button.addEventListener("click", () => {
			form.reset();
			drop(key);
			form.querySelectorAll("input[name=file][type=hidden]").forEach((input) => input.remove());
			note.remove();
			form.elements.body.focus();
		});
		note.append(button);
		form.before(note);
	}
	function draft(form) {
		const key = "draft " + form.dataset.draft;
		const body = form.elements.body;
		const fresh = !sentBack.test(location.pathname) && !location.search.includes("quote=");
		const draft = fresh ? kept(key) : {};
		/* An edit goes on from the text that it began with, or not at all. */
		if (draft.was === undefined || draft.was === body.defaultValue) {
			const changed = typed(form).filter((field) => draft[field.name] !== undefined && draft[field.name] !== field.value);
			changed.forEach((field) => field.value = draft[field.name]);
			(store.get(key + " files") || "").split(" ").filter((name) => fresh && name && body.value.includes(name)).forEach((name) => keepFile(form, name));
			if (changed.length && form.dataset.restored)
				restored(form, key);
			changed.filter((field) => field.closest("details")).forEach((field) => field.closest("details").open = true);
		}
		form.addEventListener("input", () => store.set(key, JSON.stringify(Object.fromEntries([["was", fresh ? body.defaultValue : undefined], ...typed(form).map((field) => [field.name, field.value])]))));
	}
	/* It was sent when another page than the preview, or the form once more, is the answer to that. */
	function dropSent() {
		const key = store.get("sent");
		if (key)
			drop(key);
		store.set("sent", "");
	}
	function settle() {
		if (sentBack.test(location.pathname))
			store.set("sent", "");
		else if (store.get("sent") && sentBack.test(document.referrer))
			dropSent();
	}

	/* Files that are pasted or dropped into the text go ahead of it, and stand in it where they were put. */
	function uploads(place) {
		const form = place.closest("form");
		const body = form.elements.body;
		const said = place.querySelector(".help");
		const help = said.textContent;
		const drafted = "draft " + form.dataset.draft + " files";
		said.setAttribute("role", "status");
		async function send(file) {
			const data = new FormData();
			data.append("files", file, file.name);
			said.textContent = place.dataset.busy;
			let answer;
			try {
				answer = await (await fetch(place.dataset.upload, { method: "POST", body: data })).json();
			} catch {
				answer = { error: place.dataset.failed };
			}
			said.textContent = answer.error || help;
			if (answer.error)
				return;
			keepFile(form, answer.file);
			store.set(drafted, `${store.get(drafted) || ""} ${answer.file}`);
			body.setRangeText(`${answer.markdown}\n`, body.selectionStart, body.selectionEnd, "end");
			body.dispatchEvent(new Event("input", { bubbles: true }));
		}
		async function take(event, data) {
			const files = [...data.files];
			if (!files.length || data.types.includes("text/plain"))
				return;
			event.preventDefault();
			for (const file of files)
				await send(file);
		}
		body.addEventListener("paste", (event) => take(event, event.clipboardData));
		body.addEventListener("drop", (event) => take(event, event.dataTransfer));
		body.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
	}

	function keys(event) {
		if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select") || !"jk".includes(event.key))
			return;
		const stops = [...document.querySelectorAll(".row-title, .post .permalink")];
		const here = stops.indexOf(document.activeElement);
		const next = stops[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
		if (next)
			next.focus();
	}

	// The work that a guest's browser is asked for is done while the preview is read; who sends earlier sends without.
	function work(form) {
		const [bits, token] = form.dataset.work.split(" ");
		const worker = new Worker(form.dataset.worker);
		worker.onmessage = ({ data }) => {
			const field = document.createElement("input");
			Object.assign(field, { type: "hidden", name: "work", value: data });
			form.append(field);
		};
		worker.postMessage([Number(bits), token]);
	}

	// Where a verdict is asked for: one key for each, and one to the next. What is folded opens at its first field.
	function verdictKeys(event) {
		if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select"))
			return;
		const steps = { j: ".step-next", k: ".step[rel=prev]" };
		const target = document.querySelector(steps[event.key] || `[data-key="${CSS.escape(event.key)}"]`);
		if (!target)
			return;
		event.preventDefault();
		if (target.localName !== "details")
			return target.click();
		target.open = true;
		target.querySelector("textarea").focus();
	}
	function showKeys(help) {
		help.hidden = false;
		document.addEventListener("keydown", verdictKeys);
	}

	// A link to a forge's new file leaves open when it is written, and its six letters.
	function complete(event) {
		const link = event.target.closest("a[data-open], a[href*='YYYY']");
		if (!link)
			return;
		link.dataset.open ||= link.href;
		const now = new Date().toISOString().slice(0, 19);
		const letters = [...crypto.getRandomValues(new Uint8Array(6))].map((n) => "abcdefghijklmnopqrstuvwxyz234567"[n % 32]).join("");
		link.href = link.dataset.open.replace("YYYYMMDD-HHMMSS-xxxxxx", `${now.replace(/[-:]/g, "").replace("T", "-")}-${letters}`)
			.replace("YYYY-MM-DDTHH%3AMM%3ASSZ", encodeURIComponent(now + "Z")).replace("YYYY%2FMM", `${now.slice(0, 4)}%2F${now.slice(5, 7)}`)
			.replace("events%2FYYYY", `events%2F${now.slice(0, 4)}`);
	}

	document.addEventListener("DOMContentLoaded", () => {
		const all = (selector, act) => document.querySelectorAll(selector).forEach(act);
		arrival.disconnect();
		hold(null);
		tell(true);
		all("[data-scheme-switch]", switchScheme);
		all("[data-lessons]", lessons);
		all("[data-lesson-end]", lessonEnd);
		settle();
		all("form[data-draft]", draft);
		all("form[data-sends]", (form) => form.addEventListener("submit", (event) => !event.submitter?.getAttribute("formaction") && store.set("sent", "draft " + form.dataset.sends)));
		all("[data-upload]", uploads);
		if (mark)
			all("[data-me]", ask);
		all("[data-work]", work);
		all("[data-sent]", dropSent);
		document.addEventListener("keydown", keys);
		all("[data-keys]", showKeys);
		for (const type of ["click", "auxclick", "contextmenu"])
			document.addEventListener(type, complete, true);
	});
})();
