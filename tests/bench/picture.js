// The README's picture: what a page downloads, and how long it waits on a phone's line.

import { THIS } from "./arms.js";

const CONDITION = "40 ms, 10 Mbit/s";
const WIDTH = 760;
const NAMES = 190;
const BARS = 440;
const ROW = 26;
const TOP = 58;

/** Read on white and on black: a page of GitHub's may be either. */
const STYLE = `text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 }
.note { font-size: 11px; fill: #59636e } .ours { fill: #35573b } .other { fill: #a9afb6 } .spread { stroke: #bc4c00; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .note { fill: #9198a1 } .ours { fill: #7fb287 }
.other { fill: #59636e }  }`;

/** @typedef {{ name: string, value: number, from?: number, to?: number, label: string }} Bar */

/**
 * @param {Pick<import("./bench.js").Results, "date" | "machine" | "command" | "samples" | "size" | "startup">} results
 * @returns {string} an SVG
 */
export function draw({ date, machine, command, samples, size, startup }) {
  const sizes = size.map(({ arm, bytes }) => ({
    name: arm,
    value: bytes,
    label: `${(bytes / 1000).toFixed(1)} kB`,
  }));
  const waits = startup
    .filter(({ condition, milestone }) => condition === CONDITION && milestone === "session")
    .map(({ arm, median, quartile1, quartile3, ratio }) => ({
      name: arm,
      value: median,
      from: quartile1,
      to: quartile3,
      label: `${Math.round(median)} ms${ratio && !arm.startsWith("by hand") ? `, ${ratio.toFixed(2)} ×` : ""}`,
    }));
  const charts = [
    chart("What a page downloads (brotli)", sizes, TOP),
    chart(
      `Import to a session, ${CONDITION}: median, quartiles, times as long as by hand`,
      waits,
      TOP + (sizes.length + 2) * ROW,
    ),
  ];
  const height = TOP + (sizes.length + waits.length + 3) * ROW;
  const notes = [
    `${date} · ${machine}`,
    `${command} · ${samples} fresh pages for each figure; what Stripe, PayPal and Adyen load is a stand-in`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Bench: sizes and start-up">
<style>${STYLE}</style>
${notes.map((note, line) => `<text class="note" x="0" y="${14 + line * 16}">${escaped(note)}</text>`).join("\n")}
${charts.join("\n")}
</svg>
`;
}

/**
 * @param {string} title
 * @param {Bar[]} bars
 * @param {number} top
 */
function chart(title, bars, top) {
  const longest = Math.max(...bars.map(({ value, to = value }) => to));
  const length = (/** @type {number} */ value) => Math.round((value / longest) * BARS);
  const rows = bars.map(({ name, value, from, to, label }, row) => {
    const y = top + 12 + row * ROW;
    const kind = name.startsWith(THIS) ? "ours" : "other";
    const end = NAMES + length(to ?? value) + 8;
    const spread =
      from === undefined || to === undefined
        ? ""
        : `<path class="spread" d="M${NAMES + length(from)} ${y + 9}H${NAMES + length(to)}"/>`;
    return `<text x="0" y="${y + 14}">${escaped(name)}</text><rect class="${kind}" x="${NAMES}" y="${y}" width="${length(value)}" height="18" rx="3"/>${spread}<text x="${end}" y="${y + 14}">${escaped(label)}</text>`;
  });
  return [`<text class="title" x="0" y="${top}">${escaped(title)}</text>`, ...rows].join("\n");
}

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
