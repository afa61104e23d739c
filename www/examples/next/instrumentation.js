/** Next calls it once when its server begins: what was never heard of again is looked at from then on. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { klarna } = await import("./klarna.js");
  await klarna.start();
}
