// Klarna's script: `sdks.js` has made what it makes.
/** @type {any} */ (window).klarnaAsyncCallback?.();
