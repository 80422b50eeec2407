"""How a statement is read: its format, its layout, the mapping a person may correct."""
