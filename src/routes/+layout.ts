/** Every page is rendered once, when YAMR is built; what depends on the visitor starts in the browser. */
export const prerender = true;
