"""CAPTURE, BUFFER, STORE: what a member did, from the call or signal that says so to its row.

capture: vocabulary, events, registry -> signals -> lifecycle, visits, context, consent, services,
    building, validation, lookups, guarding, collecting; reports/ (what clients say of themselves)
buffer: buffer, buffers/, stream, codec, tallies
store: storing/ (the drain and the writer's parts), writer, progress, enrichment/, partitions,
    retention, floors, maintenance, importing/
read: selectors, zones, tallies_store, metrics, health/, graphql/, admin/
operate: tasks, checks, management/
"""
