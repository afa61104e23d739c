/** @param {any} object */
export function kept(object) {
  const state = $state({ object });
  return state.object;
}
