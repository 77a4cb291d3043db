"""What makes a comment look like spam: links, words that staff watch for, and what moderators
called spam before. It only sorts: nothing here refuses or publishes anything (R82).
"""
