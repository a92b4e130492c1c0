"""Names as printed in, what they mean out: one door to brokers, metrics and the words of the language files.

The rooms behind it: broker_names, ladders, metric_names, metric_ends, metric_mentions, datafiles. All data is read once, on first use.
"""

from __future__ import annotations

from extract.vocabulary.broker_names import Broker, broker_by_email, broker_by_licence, brokers, find_broker
from extract.vocabulary.datafiles import longest_first, words
from extract.vocabulary.ladders import Rung, moved_in_words, moved_on
from extract.vocabulary.metric_ends import metric_at_end
from extract.vocabulary.metric_mentions import scan_metrics
from extract.vocabulary.metric_names import Metric, find_metric, growth_label, metrics, split_label

__all__ = [
    "Broker",
    "Metric",
    "Rung",
    "broker_by_email",
    "broker_by_licence",
    "brokers",
    "find_broker",
    "find_metric",
    "growth_label",
    "longest_first",
    "metric_at_end",
    "metrics",
    "moved_in_words",
    "moved_on",
    "scan_metrics",
    "split_label",
    "words",
]
