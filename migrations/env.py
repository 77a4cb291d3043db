"""Alembic's environment: the application's own database and metadata, batch mode for SQLite."""

from alembic import context

import engage.wiring  # noqa: F401  every feature's tables
from engage.core.db import Base, Database

database: Database = context.config.attributes["database"]

with database.engine.execution_options(engage_writes=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
