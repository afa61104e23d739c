// The objects of the package may be declared with `using`.

import { loadKlarnaPayments, loadKlarnaWebSdk } from "klarna-payments-wasm";

export async function endsWithItsBlock(clientToken: string, clientId: string) {
  using klarna = await loadKlarnaPayments({ clientToken });
  using sdk = await loadKlarnaWebSdk({ clientId, backend: { authorize: "/authorize" } });
  using button = (await sdk.presentation({ currency: "SEK" })).mountButton("#klarna");
  return [klarna.state, sdk.state, button.shown];
}
