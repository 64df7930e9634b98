"""CAPTURE, BUFFER, STORE: what a member did, from the call or signal that says so to its row.

capture: vocabulary, events, registry -> signals -> lifecycle, context, consent, services, lookups,
    collecting; reports/ (what clients say of themselves)
buffer: buffer, buffers/, stream, codec, tallies
store: storing/ (the drain and the writer's parts), writer, enrichment/, partitions, retention,
    floors, importing/
read: selectors, health/, graphql/, admin/
"""
