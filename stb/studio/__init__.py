"""The studio: all our pictures and sound, drawn and encoded by recipes.

`clips` says which clips there are, `reels` how they lie in reels. A clip names
a drawing (`drawings`, `scenes/`, `spots/`, on the table of `canvas` with the
cast of `people`) and a score (`scores`, played by `sound` on `synth`). `encode`
and `transport` make files of them, `measure` checks their loudness, `catalogue`
writes down what was made and by which recipe; `build` does it all, `pictures`
draws logos, stills and posters.
"""
