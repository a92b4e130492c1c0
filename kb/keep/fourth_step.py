"""A database without them goes in, one with the indexes that answers over time and over many companies need comes out."""

from __future__ import annotations

from sqlite_utils import Database


def quick_answers(db: Database) -> None:
    """A step of the schema: no column, no row changes."""
    # The few claims of a name or a metric that no entity or concept is known of: without it, asking whether there are any
    # looks at every claim that is called so.
    db.execute("CREATE INDEX claims_of_unknown_metric ON claims (metric_key) WHERE metric_id IS NULL")
    db.execute("CREATE INDEX claims_of_unknown_subject ON claims (subject_key) WHERE subject_id IS NULL")
    # One broker's history of one company; notes of one title.
    db.execute("CREATE INDEX reports_of_whom ON reports (subject_id, broker, date)")
    db.execute("CREATE INDEX reports_by_title ON reports (broker, title)")
    # What little of a report says what its broker thinks, found without reading the rest.
    db.execute(
        """CREATE INDEX claims_of_views ON claims (subject_id, published, report)
           WHERE kind IN ('rating', 'target_price')"""
    )
    db.execute("CREATE INDEX claims_of_lists ON claims (published, report) WHERE kind = 'recommendation'")
    # The pages on which a broker says what its ratings mean.
    db.execute(
        "CREATE INDEX claims_of_scales ON claims (rating, applies_to, report) WHERE kind = 'rating_scale'"
    )
