"""What Alembic runs: the steps, on the connection that `migrations/__init__.py` opened.

Which steps there are is in `migrations/versions/`.
"""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    transactional_ddl=True,
    on_version_apply=context.config.attributes["on_step"],
)
with context.begin_transaction():
    context.run_migrations()
