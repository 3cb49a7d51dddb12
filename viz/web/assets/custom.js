// Solara's page forbids zooming with two fingers; readers may.
document.documentElement.lang = "en";
document.querySelector('meta[name="viewport"]').content = "width=device-width, initial-scale=1";
