"""Systems that are recognised and not judged, so that their files get a true answer."""
