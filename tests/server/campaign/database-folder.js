import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux has files in memory there. */
const MEMORY = "/dev/shm";

/**
 * A new folder for a campaign's database: in memory where there is such a place, since the limits of a campaign are shorter than
 * what a busy disk may take. A process that is killed loses nothing there that it wrote to a file.
 */
export const databaseFolder = () =>
  mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "klarna-campaign-"));
