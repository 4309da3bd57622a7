// Runs before the first paint, so that script-only controls never flash: a plain blocking file needs no exception in the CSP.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
