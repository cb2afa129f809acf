/**
 * Hears that something changed, fetches the page as it is now, and makes this one like it, with focus, scroll, what is
 * typed and what is unfolded left as they are. Without it a reload does the same. It goes on from `TIMES_SCRIPT`.
 */
export const LIVE_SCRIPT = `
(() => {
  const main = document.getElementById("content");
  const note = document.getElementById("live");
  const aloud = document.getElementById("announce");
  if (!main || !note || !aloud || !main.dataset.events || !window.EventSource) return;

  const RETRY_MS = 30000;
  const announced = { text: main.dataset.announce };
  let source = null;
  let isFetching = false;
  let isStale = false;
  let isPressed = false;

  const say = (text) => {
    note.hidden = false;
    if (note.textContent !== text) note.textContent = text;
  };

  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE && node.id) || "";

  /** Makes "from" like "to", keeping each element that is still there. */
  const morph = (from, to) => {
    if (from.isEqualNode(to)) return;
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
      from.replaceWith(to);
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    morphAttributes(from, to);
    // What a person types is theirs.
    if (from.nodeName === "TEXTAREA") return;
    morphChildren(from, to);
  };

  const morphAttributes = (from, to) => {
    // Whether something is unfolded is the reader's.
    const isOwn = (name) => name === "open" && from.nodeName === "DETAILS";
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !isOwn(name)) from.removeAttribute(name);
    }
    for (const { name, value } of [...to.attributes]) {
      if (from.getAttribute(name) !== value && !isOwn(name)) from.setAttribute(name, value);
    }
  };

  const morphChildren = (from, to) => {
    const keyed = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let here = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const key = keyOf(wanted);
      const match = key ? keyed.get(key) : here && !keyOf(here) && here.nodeName === wanted.nodeName ? here : null;
      if (match) {
        if (match === here) here = here.nextSibling;
        else from.insertBefore(match, here);
        morph(match, wanted);
      } else {
        from.insertBefore(wanted, here);
      }
    }
    while (here) {
      const next = here.nextSibling;
      here.remove();
      here = next;
    }
  };

  /** The plan that each form of this page has asked about, also one that is gone again. */
  const asked = new Map();
  const noteAsked = () => {
    for (const form of main.querySelectorAll("form[data-digest]")) {
      asked.set(form.getAttribute("action"), form.dataset.digest);
    }
  };
  noteAsked();

  /** A plan that changed under a reader's eyes must not be decided by a press that was meant for the one before. */
  const stopsDecision = (fresh) => {
    const isOther = [...fresh.querySelectorAll("form[data-digest]")].some((form) => {
      const before = asked.get(form.getAttribute("action"));
      return before !== undefined && before !== form.dataset.digest;
    });
    if (!isOther) return false;
    for (const button of main.querySelectorAll("form[data-digest] button")) button.disabled = true;
    say(note.dataset.planChanged);
    aloud.textContent = note.dataset.planChanged;
    source.close();
    return true;
  };

  const refresh = async () => {
    if (isFetching || isPressed || document.hidden) {
      isStale = true;
      return;
    }
    isFetching = true;
    isStale = false;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.status === 401) {
        say(note.dataset.signedOut);
        if (source) source.close();
        return;
      }
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("content");
      if (!fresh || stopsDecision(fresh)) return;
      localTimes(fresh, document.documentElement.lang);
      const answered = document.getElementById("answer");
      if (answered && !fresh.querySelector("#answer")) fresh.querySelector("h1").after(answered.cloneNode(true));
      morph(main, fresh);
      noteAsked();
      document.title = page.title;
      if (main.dataset.announce !== announced.text) {
        announced.text = main.dataset.announce;
        aloud.textContent = announced.text;
      }
    } catch {
      // The next event, or the next connection, tries again.
    } finally {
      isFetching = false;
      if (isStale && !document.hidden && !isPressed) setTimeout(refresh, 200);
    }
  };

  /** One connection a page that is seen: a browser has few of them for one server. */
  const connect = () => {
    if (source && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource(main.dataset.events);
    source.addEventListener("open", () => say(note.dataset.live));
    source.addEventListener("changed", refresh);
    source.addEventListener("error", () => {
      say(note.dataset.notLive);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), RETRY_MS);
    });
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      if (source) source.close();
      return;
    }
    connect();
    refresh();
  });
  // Nothing moves while a pointer is down: a press must land on what was seen.
  addEventListener("pointerdown", () => { isPressed = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      isPressed = false;
      if (isStale) setTimeout(refresh, 200);
    });
  }
  connect();
})();
`;
