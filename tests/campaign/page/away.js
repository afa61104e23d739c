// Another page: the customer comes back from it at once.

setTimeout(() => history.back(), 20);
