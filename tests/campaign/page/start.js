// The page before the checkout: the customer goes on, and after Back forward again.

const { search } = location;
addEventListener("pageshow", () => {
  const isFirst = sessionStorage.getItem("campaign-started") === null;
  sessionStorage.setItem("campaign-started", "1");
  setTimeout(() => {
    if (isFirst) location.assign(new URLSearchParams(search).get("to") ?? "/");
    else history.forward();
  }, 20);
});
