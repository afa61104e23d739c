/** A module of WebAssembly whose function `a` does nothing but trap. */
export const TRAPPING = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11],
);

/**
 * For the head of a page: each call that an instance of the package's WebAssembly makes to JavaScript counts, and the one that
 * is due traps in its place, as an instruction of the instance's own would.
 */
export const WILL_TRAP = `<script>
  window.traps = { calls: 0, due: Infinity, instances: 0 };
  {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(${TRAPPING})));
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (module, imports = {}) => {
      for (const names of Object.values(imports))
        for (const [name, real] of Object.entries(names))
          names[name] = (...args) => {
            traps.calls += 1;
            if (traps.calls === traps.due) exports.a();
            return real(...args);
          };
      traps.instances += imports.a ? 1 : 0;
      return instantiate.call(WebAssembly, module, imports);
    };
  }
</script>`;
