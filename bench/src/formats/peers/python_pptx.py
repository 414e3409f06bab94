"""Prints the text of the slides of a presentation, shape by shape, as python-pptx has it."""
import sys

import pptx


def show(shapes):
    for shape in shapes:
        if hasattr(shape, "shapes"):
            show(shape.shapes)
        elif shape.has_text_frame:
            print(shape.text_frame.text)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                for cell in row.cells:
                    print(cell.text_frame.text)


for slide in pptx.Presentation(sys.argv[1]).slides:
    show(slide.shapes)
