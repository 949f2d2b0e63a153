// Keeps the pages that the server marks for it (units/web/offline.py), each for the one who is signed in, and shows them
// when the line is cut. It sends nothing: what is typed waits in its page (forms.js).
"use strict";

const SHELL = "shell 1";
const KEPT = "kept ";
const MOST = 30;
const FALLBACK = "/offline/";
const FOR = "X-Kept-For";
// Pages after which nobody is signed in on this device.
const ENDS = /^\/(login|logout|k|setup)\//;

const kept = () => caches.keys().then((names) => names.filter((name) => name.startsWith(KEPT)));
const forget = (but) => kept().then((names) => Promise.all(names.filter((name) => name !== but).map((name) => caches.delete(name))));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add(FALLBACK)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("shell ") && name !== SHELL).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function keep(request, answer) {
  const name = KEPT + answer.headers.get(FOR);
  await forget(name);
  const pages = await caches.open(name);
  // One entry for a page however it was asked for; the latest last, so that the first is the oldest.
  const address = new URL(request.url).pathname;
  await pages.delete(address);
  await pages.put(address, answer);
  const all = await pages.keys();
  await Promise.all(all.slice(0, Math.max(all.length - MOST, 0)).map((one) => pages.delete(one)));
}

// The page says itself when it was made; here it only learns that it is a copy.
async function marked(copy) {
  const text = (await copy.text()).replace('id="kept" hidden', 'id="kept"');
  const headers = new Headers(copy.headers);
  ["Content-Encoding", "Content-Length"].forEach((name) => headers.delete(name));
  return new Response(text, { headers });
}

async function copyOf(request) {
  const address = new URL(request.url).pathname;
  for (const name of await kept()) {
    const found = await (await caches.open(name)).match(address);
    if (found) return marked(found);
  }
  const shell = await caches.open(SHELL);
  return (await shell.match(FALLBACK)) || Response.error();
}

async function page(event) {
  const { request } = event;
  const { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request);
    const shown = answer.url ? new URL(answer.url).pathname : pathname;
    if (ENDS.test(pathname) || ENDS.test(shown)) event.waitUntil(forget());
    else if (answer.ok && answer.headers.has(FOR)) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch (error) {
    return copyOf(request);
  }
}

async function file(request) {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok) shell.put(request, answer.clone());
    return answer;
  } catch (error) {
    return (await shell.match(request, { ignoreVary: true })) || Promise.reject(error);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  // Signing in or out takes the copies along whether or not the server is reached. What is sent is the browser's own
  // affair: the page looks first whether the line stands (forms.js), and the worker's line may come back after the page's.
  if (request.method !== "GET") {
    if (ENDS.test(pathname)) event.waitUntil(forget());
    return;
  }
  // The addresses of answer links and calendars hold keys: the worker leaves them alone.
  if (/^\/(a|feeds)\//.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});
