/** What the sandbox puts into the text of its classic scripts when it serves them. */
declare const SERVED: { readonly url: string; readonly build?: string };
