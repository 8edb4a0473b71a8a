"""The archive of work-safety records: 一企一档, findable and provable for life.

Start reading at `docs/tour.md`; programs start at `archive.api.Archive`.
"""
