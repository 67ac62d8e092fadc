"use strict";
// A file of its own, because the page's policy lets no script run that stands in the page.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // No address outside: neither a validator of specifications, nor one to send what was typed to.
  validatorUrl: null,
});
