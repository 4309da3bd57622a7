"""Charts and small pictures as SVG: one definition for the page, wide and narrow, and for the PDF.

Every chart has `title`, `summary` (a computed sentence), `headings` and `rows` (its data as a table) and
`svg(variant)`, where variant is "wide", "narrow" or "pdf". Only presentation attributes are used: they pass the content
security policy and are all the PDF engine reads. A chart is drawn anew for each width, never shrunk, so its words stay
legible.
"""
