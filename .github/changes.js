// The notes of changes (`.github/changes/*.md`) and what a release makes of them.

/** @typedef {{ file: string, level: "minor" | "patch", heading: string, text: string }} Change */

const HEADINGS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

/**
 * @param {string} file for whoever made a mistake in it
 * @param {string} content
 * @returns {Change}
 * @throws {Error} when it is not of the form that `.github/changes/README.md` shows
 */
export function readChange(file, content) {
  const [, level, heading = "", text = ""] =
    /^(minor|patch): (\w+)\s*\n\s*\n(.+)$/s.exec(content.trim()) ?? [];
  if (!level || !HEADINGS.includes(heading))
    throw new Error(`${file}: the first line is "minor: Added" or the like, then comes the text.`);
  return { file, level: level === "minor" ? "minor" : "patch", heading, text: text.trim() };
}

/**
 * The version after this one.
 *
 * @param {string} version
 * @param {Change[]} changes
 * @throws {Error} when nothing has changed
 */
export function nextVersion(version, changes) {
  if (changes.length === 0) throw new Error("No change is noted: there is nothing to release.");
  const [major, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return changes.some(({ level }) => level === "minor")
    ? `${major}.${minor + 1}.0`
    : `${major}.${minor}.${patch + 1}`;
}

/**
 * The changelog with a section of these changes before the newest one.
 *
 * @param {string} changelog
 * @param {string} version
 * @param {string} day
 * @param {Change[]} changes
 */
export function withSection(changelog, version, day, changes) {
  const parts = HEADINGS.flatMap((heading) => {
    const texts = changes.filter((change) => change.heading === heading).map(({ text }) => text);
    const items = texts.map((text) => `- ${text.replaceAll("\n", "\n  ")}\n`);
    return items.length === 0 ? [] : [`### ${heading}\n\n${items.join("")}`];
  });
  const section = `## ${version} (${day})\n\n${parts.join("\n")}\n`;
  const at = changelog.search(/^## /m);
  return at < 0
    ? `${changelog}\n${section}`
    : changelog.slice(0, at) + section + changelog.slice(at);
}
