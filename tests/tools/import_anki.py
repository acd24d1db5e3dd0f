"""Imports a text of cards twice into an empty collection, with the package `anki` (PyPI), and prints what came of it as JSON:
{"lines", "notes", "again", "refused", "guids"}.

    python import_anki.py FILE.tsv
"""

import json
import os
import sys
import tempfile

from anki.collection import Collection, ImportCsvRequest

REFUSED = ("missing_notetype", "missing_deck", "empty_first_field", "conflicting")


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(os.path.join(folder, "collection.anki2"))
        refused, lines, counts = 0, 0, []
        for _ in range(2):
            metadata = collection.get_csv_metadata(path, None)
            log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
            refused += sum(len(getattr(log, kind)) for kind in REFUSED)
            lines = log.found_notes
            counts.append(collection.note_count())
        notes = [collection.get_note(found) for found in collection.find_notes("")]
        guids = sorted({note.guid for note in notes})
        collection.close()
    print(json.dumps({"lines": lines, "notes": counts[0], "again": counts[1], "refused": refused, "guids": guids}))


main(os.path.abspath(sys.argv[1]))
