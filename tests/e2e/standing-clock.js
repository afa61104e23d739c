/**
 * For the head of a page: its time stands still until a test lets some go by with `clock.passes()`, in milliseconds. What is
 * to happen at once, and a frame or two later, does.
 */
export const STANDING_CLOCK = `<script>
  {
    const { setTimeout: begin, clearTimeout: end } = window;
    const AT_ONCE_MS = 50;
    let now = 0;
    let last = 0;
    /** What waits, by numbers that no real timer has. */
    const waiting = new Map();
    window.setTimeout = (act, ms = 0, ...args) => {
      if (ms < AT_ONCE_MS) return begin(act, ms, ...args);
      last -= 1;
      waiting.set(last, { due: now + ms, act: () => act(...args) });
      return last;
    };
    window.clearTimeout = (number) => waiting.delete(number) || end(number);
    /** What has begun comes about. */
    const rest = () => new Promise((resolve) => begin(resolve));
    window.clock = {
      passes: async (ms) => {
        await rest();
        const until = now + ms;
        const next = () =>
          [...waiting].filter(([, { due }]) => due <= until).sort(([, one], [, other]) => one.due - other.due)[0];
        for (let first = next(); first; first = next()) {
          const [number, { due, act }] = first;
          waiting.delete(number);
          now = due;
          act();
          await rest();
        }
        now = until;
      },
    };
  }
</script>`;
