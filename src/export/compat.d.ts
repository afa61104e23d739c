// `klarna-payments-wasm/payments/compat` and `/web-sdk/compat`: the package as plain JavaScript, to be handed over as `fallback`.

/** The build of the package that it is of. */
export const build: string;

/** Of the package's own; a shop hands the module over as `fallback`. */
export default function start(...given: unknown[]): Promise<unknown>;
