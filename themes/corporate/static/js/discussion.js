// 'Older comments' adds them to the list in place. Without this the link leads to their own page.
// What was added is remembered with the page's entry of the history, so that Back finds it again.
// Where nothing comes, a message says so, and the link leads to the page again.
const discussion = document.querySelector("[data-discussion]");
const list = discussion?.querySelector("[data-comments]");

function pager() {
  return discussion.querySelector("[data-pager]");
}

function tell(words, isSeen = false) {
  const told = discussion.querySelector("[data-told]");
  told.className = isSeen ? "message message--warning" : "visually-hidden";
  told.textContent = words;
}

// On a page of replies it is the replies that go on.
function ending(comments) {
  return "thread" in discussion.dataset ? comments.querySelector(".comments--replies") : comments;
}

async function add(href) {
  const answer = await fetch(href, { credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-comments]");
  if (!found) throw new Error("no comments");
  const into = ending(list);
  const known = new Set([...into.querySelectorAll("article[id]")].map((one) => one.id));
  const items = [...ending(found).children].filter((item) => {
    const article = item.querySelector("article[id]");
    return !article || !known.has(article.id);
  });
  into.append(...items);
  const next = page.querySelector("[data-pager] [rel=next]");
  const link = pager().querySelector("[rel=next]");
  if (next) link.setAttribute("href", next.getAttribute("href"));
  else link.remove();
  return items[0];
}

function remember(href) {
  const state = history.state ?? {};
  const added = [...(state.added ?? []), href];
  history.replaceState({ ...state, added }, "");
}

function show(item) {
  const heading = item?.querySelector(".comment__name, .comment__gone");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

async function more(event) {
  const link = event.target.closest("[data-pager] [rel=next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if ("failed" in link.dataset) return;
  event.preventDefault();
  if (link.ariaDisabled === "true") return;
  const href = link.getAttribute("href");
  link.ariaDisabled = "true";
  tell(discussion.dataset.loading);
  try {
    const first = await add(href);
    remember(href);
    show(first);
    tell(discussion.dataset.loaded);
  } catch {
    link.dataset.failed = "";
    tell(discussion.dataset.failed, true);
  } finally {
    link.ariaDisabled = null;
  }
}

async function restore() {
  const added = history.state?.added ?? [];
  const y = history.state?.y;
  for (const href of added) {
    const link = pager()?.querySelector("[rel=next]");
    if (!link || link.getAttribute("href") !== href) return;
    await add(href);
  }
  if (added.length && y) scrollTo(0, y);
}

if (list && pager()) {
  discussion.addEventListener("click", more);
  addEventListener("pagehide", () => {
    if (history.state?.added) history.replaceState({ ...history.state, y: scrollY }, "");
  });
  restore().catch(() => {});
}
