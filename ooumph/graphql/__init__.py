"""The API kit: what every app's schema is built on. It imports no app.

Declare with `mutation.Mutation`, `query.query_field`, `query.connection_field` and the bounded
inputs of `inputs`; a field without a permission or an input without a bound fails at import.
"""
