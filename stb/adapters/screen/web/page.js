"use strict";
const byId = (id) => document.getElementById(id);
const unit = (n) => `calc(${n} * var(--u))`;
const buttons = new Map();

async function press(key) {
  const button = buttons.get(key);
  button?.classList.add("down");
  setTimeout(() => button?.classList.remove("down"), 140);
  await fetch("/key", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key }),
  });
}

function sign(name, little) {
  const mark = document.createElement("span");
  mark.className = little ? "sign little" : "sign";
  mark.style.setProperty("--sign", `url(/icons/${name}.png)`);
  return mark;
}

function button(pad) {
  const made = document.createElement("button");
  made.type = "button";
  made.title = made.ariaLabel = pad.about;
  if (pad.icon) made.append(sign(pad.icon, pad.word));
  if (pad.figure) made.append(pad.figure);
  if (pad.word) {
    const word = document.createElement("small");
    word.textContent = pad.word;
    made.append(word);
  }
  if (pad.tint && pad.icon) made.style.color = pad.tint;
  else if (pad.tint) { made.classList.add("tinted"); made.style.setProperty("--tint", pad.tint); }
  let waiting = 0;
  const stop = () => { clearTimeout(waiting); clearInterval(waiting); };
  made.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    press(pad.key);
    if (pad.repeats) waiting = setTimeout(() => { waiting = setInterval(() => press(pad.key), 150); }, 450);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) made.addEventListener(end, stop);
  made.addEventListener("click", (event) => { if (!event.detail) press(pad.key); });
  buttons.set(pad.key, made);
  return made;
}

function place(node, x, y, w, h) {
  Object.assign(node.style, { left: unit(x), top: unit(y), width: unit(w), height: unit(h) });
  return node;
}

function build(plan) {
  const remote = byId("remote");
  const { x, y, outer, inner } = plan.ring;
  const ring = place(document.createElement("div"), x - outer, y - outer, 2 * outer, 2 * outer);
  ring.className = "ring";
  const pads = new Map(plan.pads.map((pad) => [pad.key, pad]));
  for (const key of ["UP", "RIGHT", "LEFT", "DOWN"]) ring.append(button(pads.get(key)));
  const well = place(document.createElement("div"), x - inner, y - inner, 2 * inner, 2 * inner);
  well.className = "well";
  remote.append(ring, well);
  for (const pad of plan.pads) {
    if (ring.contains(buttons.get(pad.key) ?? null)) continue;
    const made = place(button(pad), pad.x, pad.y, pad.w, pad.h);
    if (pad.round) made.classList.add("round");
    remote.append(made);
  }
  document.documentElement.lang = plan.language;
  byId("note").textContent = plan.note;
  const names = { Enter: "return", " ": "space", PageUp: "page up", PageDown: "page down" };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const name = names[event.key] ?? event.key.replace(/^Arrow/, "").toLowerCase();
    const key = plan.keyboard[name];
    if (!key || (name === "tab")) return;
    event.preventDefault();
    if (!event.repeat || pads.get(key)?.repeats) press(key);
  });
}

async function watch() {
  try {
    const state = await (await fetch("/state")).json();
    byId("digits").textContent = state.digits ?? "";
    byId("line").textContent = state.line ?? "";
    byId("picture").alt = state.line ?? "";
    document.title = state.title ? `${state.title} · Mediabox` : "Mediabox";
    document.documentElement.style.setProperty("--lamp", state.light ?? "#e5554f");
  } catch { /* the box is away; the next look may find it */ }
  setTimeout(watch, 500);
}

byId("picture").addEventListener("error", () => {
  setTimeout(() => { byId("picture").src = `/picture.mjpeg?${Date.now()}`; }, 1000);
});
fetch("/plan").then((answer) => answer.json()).then(build).then(watch);
