// The sound of the duty room's screen: off until somebody switches it on, and it stays as they chose on this machine.
// Browsers let a page sound only after a press on it, so a screen that was switched on and started anew waits for one.
"use strict";

(() => {
  const KEY = "wall-sound";
  const button = document.getElementById("wall-sound");
  let audio = null;
  let alarms = Number(document.getElementById("wall").dataset.alarms);
  let isOn = localStorage.getItem(KEY) === "on";

  function draw() {
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? button.dataset.on : button.dataset.off;
  }

  function ready() {
    if (!isOn) return;
    audio = audio || new AudioContext();
    audio.resume();
  }

  // Two tones, three times.
  function sound() {
    if (!isOn || !audio) return;
    for (let beat = 0; beat < 6; beat += 1) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const from = audio.currentTime + beat * 0.35;
      tone.frequency.value = beat % 2 ? 660 : 880;
      volume.gain.value = 0.4;
      tone.connect(volume).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.3);
    }
  }

  button.addEventListener("click", () => {
    isOn = !isOn;
    localStorage.setItem(KEY, isOn ? "on" : "off");
    draw();
    ready();
  });
  document.addEventListener("pointerdown", ready);
  document.addEventListener("htmx:afterSettle", () => {
    const now = Number(document.getElementById("wall").dataset.alarms);
    if (now > alarms) sound();
    alarms = now;
  });
  draw();
})();
